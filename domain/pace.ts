/** How many leads a second the engine works through in mass enrollments and migrations. */
export const paces = { least: 0.1, usual: 50, most: 1000 } as const;

/** How many mails a second a broadcast hands to its relay; the pace of senders and receivers may ask for less. */
export const broadcastPaces = { least: 0.1, usual: 100, most: 10_000 } as const;
