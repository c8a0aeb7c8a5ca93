/** The pages there are; one that does not work yet is not among them. */
export const SETTINGS_PAGES = [
  { to: '/settings/privacy', label: 'Privacy' },
  { to: '/settings/targets', label: 'Scrape targets' },
  { to: '/settings/prices', label: 'Prices' },
  { to: '/settings/budgets', label: 'Budgets' },
  { to: '/settings/appearance', label: 'Appearance' },
] as const
