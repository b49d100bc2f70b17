/** The program whose cost is watched: five mails, four waits, one `waitFor`. A benchmark times it, a test counts its events. */
export const referenceProgram = `
sequence: reference
steps:
  - send: one
  - wait: 3 days
  - send: two
  - waitFor: { click: two }
    timeout: 5 days
  - send: three
  - wait: 7 days
  - send: four
  - wait: 7 days
  - send: five
  - wait: 14 days
`;
