// The link that a page has come to takes the place of the one by which a person came: see ui/session.py.
// This is no module but a plain script, which knows the element that it stands in.
{
  const { page, query } = document.currentScript.dataset;
  if (location.pathname.endsWith(`/${page}`)) history.replaceState({}, '', location.pathname + query);
}
