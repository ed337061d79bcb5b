// What mdBook's own page lacks for a screen reader and a keyboard: its top is a landmark, and the label that opens the
// table of contents is a button.
'use strict';

(() => {
    document.getElementById('mdbook-menu-bar')?.setAttribute('role', 'banner');
    const label = document.getElementById('mdbook-sidebar-toggle');
    const box = document.getElementById('mdbook-sidebar-toggle-anchor');
    if (!label || !box) return;
    const button = document.createElement('button');
    for (const { name, value } of label.attributes) if (name !== 'for') button.setAttribute(name, value);
    button.type = 'button';
    button.append(...label.childNodes);
    label.replaceWith(button);
    const tell = () => button.setAttribute('aria-expanded', String(box.checked));
    button.addEventListener('click', () => box.click());
    box.addEventListener('change', tell);
    tell();
})();
