/** How many leads a second the engine works through in mass enrollments and migrations. */
export const paces = { least: 0.1, usual: 50, most: 1000 } as const;
