/**
 * A calculation that costs a browser a second or two and a server nothing: a number that, behind the name of the visit, has a
 * SHA-256 that begins with so many zero bits. Asked only of networks that send a lot, so that a flood costs its sender.
 */
import { createHash } from 'node:crypto';

/** About 33,000 tries. */
export const workBits = 15;

/** Whether the number is a solution for this visit. */
export function isWorkDone(visit: string, number: string): boolean {
  if (!/^\d{1,12}$/.test(number)) return false;
  const hash = createHash('sha256').update(`${visit}:${number}`).digest();
  return hash.readUInt32BE(0) >>> (32 - workBits) === 0;
}

/** Runs in the page; what it needs stands in the form. Fixed, so that its hash can stand in the content security policy. */
export const workScript = `(async()=>{const f=document.querySelector('form[data-work]'),v=f.dataset.work,b=+f.dataset.bits,e=new TextEncoder();
f.querySelector('button').hidden=true;for(let i=0;;i++){const d=new DataView(await crypto.subtle.digest('SHA-256',e.encode(v+':'+i)));
if(d.getUint32(0)>>>(32-b)===0){f.elements._work.value=i;f.submit();return}}})().catch(()=>{document.querySelector('form[data-work] button').hidden=false})`;
