// Tells the server the browser's time zone, so that times are shown in it. Without script they are shown in UTC.

export function tellZone() {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (!zone || document.cookie.split("; ").includes(`prokura-zone=${zone}`)) return;
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `prokura-zone=${zone}; Path=/; Max-Age=31536000; SameSite=Lax${secure}`;
}
