/** The grid widgets stand on. Apart from the schemas, so that a browser gets it without them. */
export const GRID_COLUMNS = 12
