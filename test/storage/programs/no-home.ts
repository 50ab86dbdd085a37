/** Changes the settings in the folder that is its argument, and prints them. */
import { Profiles } from '../../../src/profiles/index.ts';

const [folder = ''] = process.argv.slice(2);
await new Profiles(folder, {}).use('work');
console.log(JSON.stringify({ current: new Profiles(folder, {}).current(), home: process.env.HOME ?? null }));
