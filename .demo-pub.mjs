const base='http://127.0.0.1:45847';
const l=await fetch(base+'/rest/login',{method:'POST',headers:{'content-type':'application/json'},body:JSON.stringify({emailOrLdapLoginId:'demo@example.com',password:'Recordings2Listen'})});
const cookie=l.headers.getSetCookie().map(c=>c.split(';')[0]).join('; ');
const ask=async(m,p,b)=>{const r=await fetch(base+p,{method:m,headers:{'content-type':'application/json',cookie},body:b&&JSON.stringify(b)});const t=await r.text();try{return JSON.parse(t).data??JSON.parse(t)}catch{return t}};
const creds=await ask('GET','/rest/credentials');const byType=(t)=>creds.find(c=>c.type===t);
const ids=[];
for (const [type,c,params] of [['genesysRecordingsTrigger','genesysSasApi',{beginWith:'everything',options:{perExecution:50}}],['cxoneSeaTrigger','cxoneSeaApi',{beginWith:'everything'}],['eightByEightRecordingsTrigger','eightByEightSftpApi',{beginWith:'everything',withIndexData:true}]]) {
  const cred=byType(c);
  const w=await ask('POST','/rest/workflows',{name:'pub '+type,nodes:[{id:'p'+Math.random(),name:'T',type:'n8n-nodes-call-recordings.'+type,typeVersion:1,position:[0,0],parameters:{pollTimes:{item:[{mode:'everyMinute'}]},...params},credentials:{[c]:{id:cred.id,name:cred.name}}}],connections:{},settings:{},active:false});
  const t=Date.now(); const a=await ask('POST',`/rest/workflows/${w.id}/activate`,{versionId:w.versionId});
  console.log(type,a.active??JSON.stringify(a).slice(0,300),Date.now()-t,'ms'); ids.push([type,w.id]);
}
await new Promise(s=>setTimeout(s,75000));
for(const [type,id] of ids){ const r=await ask('GET','/rest/executions?limit=100&filter='+encodeURIComponent(JSON.stringify({workflowId:id})));
 let n=0; const per=[]; for(const e of r.results){const x=await ask('GET','/rest/executions/'+e.id); const txt=typeof x.data==='string'?x.data:JSON.stringify(x.data); const s=new Set([...txt.matchAll(/"([^"]*\/[^"]*\.(?:mp3|wav|mp4|mp3\.bin))"/g)].map(m=>m[1])); n+=s.size; per.push(s.size+e.status[0]);}
 console.log(type,r.results.length,'executions',n,'recordings',per.join(' ')); await ask('POST',`/rest/workflows/${id}/deactivate`,{}); }
