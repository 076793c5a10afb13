/** `npm run record:pictures`: takes the pictures of docs/ui.md anew. Look at them before they are kept. */

import { PICTURES, Tour } from './tour';

async function main(): Promise<void> {
  const tour = await Tour.begin();
  try {
    for (const { file, show } of PICTURES) {
      await show(tour);
      await tour.take(file);
    }
  } finally {
    await tour.close();
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
});
