/**
 * The script that sites of the organisation load (`GET /b.js`): tells page views once the visitor has agreed to it, and
 * nothing before. Runs as it stands here, without dependencies, in less than 2 KB. It sends the path of a page, what a
 * campaign put into the address of the first one, and a random number that it keeps in the storage of the site; it asks
 * the browser for nothing that could tell one from another, and learns nothing of the visitor: no answer is read.
 *
 *     <script src="https://go.acme.example/b.js" async></script>
 *     tendril('consent', true)     the visitor agrees; data-consent="granted" on the script says so from the start
 *     tendril('consent', false)    withdrawn: the number is deleted, here and there
 *     tendril('visitor')           the number, for a form; null without consent
 */
export const beaconScript = `(function(w,d,n){
var s=d.currentScript,k='tendril_visitor',q=w.tendril&&w.tendril.q||[],ok=false,last,u;
if(!s||w.tendril&&w.tendril.on)return;
u=new URL('b',s.src).href;
function off(){return n.globalPrivacyControl===true||n.doNotTrack==='1'||w.doNotTrack==='1'}
function random(){var b=crypto.getRandomValues(new Uint8Array(16)),t='';b[6]=b[6]&15|64;b[8]=b[8]&63|128;
for(var i=0;i<16;i++)t+=(i===4||i===6||i===8||i===10?'-':'')+(b[i]+256).toString(16).slice(1);return t}
function store(v){try{if(v===undefined)return localStorage.getItem(k);v?localStorage.setItem(k,v):localStorage.removeItem(k);return v}catch(e){return null}}
function send(m){n.sendBeacon(u,JSON.stringify(m))}
function view(){var p=location.pathname,v,m,c;
if(!ok||off()||p===last||d.prerendering)return;
v=store()||store(random());if(!v)return;
m={v:v,i:random(),p:p};
if(last===undefined){c={};new URLSearchParams(location.search).forEach(function(x,y){
if(/^utm_(source|medium|campaign|term|content)$/.test(y))c[y.slice(4)]=x;
else if(/^(gclid|fbclid|msclkid)$/.test(y))m.k={kind:y,value:x}});
m.c=c;if(d.referrer&&new URL(d.referrer).origin!==location.origin)m.r=d.referrer.split(/[?#]/)[0]}
last=p;send(m)}
function tendril(what,yes){
if(what==='visitor')return ok&&!off()?store():null;
if(what!=='consent')return;
if(yes===true){ok=true;view()}
else{var v=store();ok=false;last=undefined;store(null);if(v)send({v:v,forget:true})}}
['pushState','replaceState'].forEach(function(f){var o=history[f];history[f]=function(){var r=o.apply(this,arguments);view();return r}});
w.addEventListener('popstate',view);d.addEventListener('prerenderingchange',view);
tendril.on=true;w.tendril=tendril;
if(s.getAttribute('data-consent')==='granted')tendril('consent',true);
for(var i=0;i<q.length;i++)tendril.apply(null,q[i])
})(window,document,navigator);
`;
