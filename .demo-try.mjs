const base='http://127.0.0.1:45847';
const l=await fetch(base+'/rest/login',{method:'POST',headers:{'content-type':'application/json'},body:JSON.stringify({emailOrLdapLoginId:'demo@example.com',password:'Recordings2Listen'})});
const cookie=l.headers.getSetCookie().map(c=>c.split(';')[0]).join('; ');
const ask=async(m,p,b)=>{const r=await fetch(base+p,{method:m,headers:{'content-type':'application/json',cookie},body:b&&JSON.stringify(b)});const t=await r.text();try{return JSON.parse(t).data??JSON.parse(t)}catch{return t}};
const ws=await ask('GET','/rest/workflows');
for(const w of ws) console.log(w.id,w.name,w.active);
const creds=await ask('GET','/rest/credentials'); console.log(creds.map(c=>[c.id,c.name,c.type]));
const mk=(type,cred,params)=>({name:'try '+type,nodes:[{id:'t'+Math.random(),name:'T',type:'n8n-nodes-call-recordings.'+type,typeVersion:1,position:[0,0],parameters:{pollTimes:{item:[{mode:'everyMinute'}]},...params},credentials:{[cred.type]:{id:cred.id,name:cred.name}}}],connections:{},settings:{},active:false});
const byType=(t)=>creds.find(c=>c.type===t);
for (const [type,c,params] of [['genesysRecordingsTrigger','genesysSasApi',{}],['cxoneSeaTrigger','cxoneSeaApi',{}],['eightByEightRecordingsTrigger','eightByEightSftpApi',{}],['eightByEightRecordingsTrigger','eightByEightSftpApi',{withIndexData:true}]]) {
  const w=await ask('POST','/rest/workflows',mk(type,byType(c),params));
  const t=Date.now();
  const r=await ask('POST',`/rest/workflows/${w.id}/run`,{workflowData:w,triggerToStartFrom:{name:'T'}});
  if(!r.executionId){console.log(type,JSON.stringify(r).slice(0,400));continue;}
  let e;for(let i=0;i<120;i++){e=await ask('GET','/rest/executions/'+r.executionId);if(e.finished||['success','error','crashed'].includes(e.status))break;await new Promise(s=>setTimeout(s,250));}
  const d=e.data; const txt=typeof d==='string'?d:JSON.stringify(d);
  console.log(type,JSON.stringify(params),e.status,Date.now()-t,'ms', [...txt.matchAll(/"([^"]*\.(?:mp3|wav|mp4|mp3\.bin|json))"/g)].slice(0,12).map(m=>m[1]).join(' | '), e.status==='error'?txt.slice(0,600):'');
}
