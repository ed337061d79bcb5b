//! As much of JSON Schema as `graph.schema.json` and `trace.schema.json` use: a real validator would cost more build time than the crate.
//!
//! A keyword that is not known here fails the check, so that none is passed over in silence.

use serde_json::Value;

/// What in `value` does not fit `schema`, a part of `root`; empty if all fits.
pub fn misfits(root: &Value, schema: &Value, value: &Value, at: &str) -> Vec<String> {
    let keywords = schema.as_object().expect("a schema is an object");
    keywords
        .iter()
        .flat_map(|(keyword, rule)| match keyword.as_str() {
            "$schema" | "title" | "description" | "$defs" | "properties" => Vec::new(),
            "$ref" => {
                let pointer = rule.as_str().and_then(|text| text.strip_prefix('#'));
                let target = pointer.and_then(|pointer| root.pointer(pointer));
                misfits(root, target.expect("a rule of this file"), value, at)
            }
            "type" => {
                let fits = match rule {
                    Value::Array(kinds) => kinds.iter().any(|kind| is_a(value, kind)),
                    kind => is_a(value, kind),
                };
                complaint(fits, at, &format!("is not of type {rule}"))
            }
            "const" => complaint(value == rule, at, &format!("is not {rule}")),
            "enum" => {
                let fits = rule.as_array().is_some_and(|values| values.contains(value));
                complaint(fits, at, &format!("is {value}, not one of {rule}"))
            }
            "minimum" => complaint(value.as_u64().is_some(), at, "is below zero"),
            "items" => (value.as_array().into_iter().flatten().enumerate())
                .flat_map(|(index, item)| misfits(root, rule, item, &format!("{at}/{index}")))
                .collect(),
            "required" => (rule.as_array().into_iter().flatten())
                .filter_map(Value::as_str)
                .flat_map(|name| {
                    complaint(value.get(name).is_some(), at, &format!("has no {name}"))
                })
                .collect(),
            "additionalProperties" => members(root, keywords.get("properties"), value, at),
            "anyOf" => {
                let fits = (rule.as_array().into_iter().flatten())
                    .any(|rule| misfits(root, rule, value, at).is_empty());
                complaint(fits, at, "fits none of the alternatives")
            }
            other => panic!("the keyword {other} is not known here"),
        })
        .collect()
}

/// Every member has a rule, and fits it.
fn members(root: &Value, rules: Option<&Value>, value: &Value, at: &str) -> Vec<String> {
    let members = value.as_object().into_iter().flatten();
    members
        .flat_map(|(name, member)| {
            let at = format!("{at}/{name}");
            match rules.and_then(|rules| rules.get(name)) {
                Some(rule) => misfits(root, rule, member, &at),
                None => complaint(false, &at, "is not in the schema"),
            }
        })
        .collect()
}

fn is_a(value: &Value, kind: &Value) -> bool {
    match kind.as_str() {
        Some("object") => value.is_object(),
        Some("array") => value.is_array(),
        Some("string") => value.is_string(),
        Some("integer") => value.is_i64() || value.is_u64(),
        Some("boolean") => value.is_boolean(),
        Some("null") => value.is_null(),
        other => panic!("the type {other:?} is not known here"),
    }
}

fn complaint(fits: bool, at: &str, what: &str) -> Vec<String> {
    if fits {
        Vec::new()
    } else {
        vec![format!("{at} {what}")]
    }
}
