// The choice kept in this browser, else what the system prefers. lib/theme.ts writes the same key.
;(function () {
  let theme
  try {
    theme = localStorage.getItem('relayscope.theme')
  } catch {}
  if (theme !== 'light' && theme !== 'dark') theme = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'
  document.documentElement.dataset.theme = theme
})()
