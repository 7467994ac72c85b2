// The WebSocket: connects, says how it stands, and comes back by itself when it is lost.

const FIRST_WAIT = 500;
const LONGEST_WAIT = 8000;
const SILENCE = 13000; // ms without a message, of which a heartbeat comes every 5 s: the connection is gone

/** Where the service asks for a token, it comes behind the page's #token=, which browsers send to nobody, and stays in this tab. */
function token() {
  const given = location.hash.match(/^#token=(.+)$/);
  if (given) {
    sessionStorage.setItem('token', decodeURIComponent(given[1]));
    history.replaceState(null, '', location.pathname + location.search);
  }
  return sessionStorage.getItem('token');
}

/**
 * @param onMessage takes one parsed message
 * @param onState takes ('connecting' | 'live' | 'lost' | 'refused', milliseconds until the next try)
 * @returns send, which takes a message; while there is no connection it is lost
 */
export function connect(onMessage, onState) {
  const url = new URL('live', document.baseURI);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  const borne = token();
  if (borne) {
    url.searchParams.set('access_token', borne);
  }
  let socket;
  let wait = FIRST_WAIT;
  let timer;
  let heard = 0;

  function open() {
    clearTimeout(timer);
    onState('connecting');
    const opened = new WebSocket(url);
    let answered = false;
    socket = opened;
    heard = Date.now();
    opened.onopen = () => {
      answered = true;
      wait = FIRST_WAIT;
      onState('live');
    };
    opened.onmessage = frame => {
      heard = Date.now();
      try {
        onMessage(JSON.parse(frame.data));
      } catch (failure) {
        console.warn('a message could not be used', failure);
      }
    };
    opened.onclose = () => {
      if (opened !== socket) return;
      lost();
      if (!answered) askWhy();
    };
  }

  /** A browser does not tell why a WebSocket did not open; a request does. */
  async function askWhy() {
    const closed = socket;
    const headers = borne ? { Authorization: `Bearer ${borne}` } : {};
    const reply = await fetch(new URL('models', document.baseURI), { headers }).catch(() => null);
    if (reply?.status === 401 && socket === closed) onState('refused');
  }

  function lost() {
    const pause = wait * (0.75 + Math.random() / 2); // not every page in the same moment
    wait = Math.min(2 * wait, LONGEST_WAIT);
    onState('lost', pause);
    timer = setTimeout(open, pause);
  }

  function abandon() {
    const silent = socket;
    socket = { readyState: WebSocket.CLOSED };
    silent.close();
    lost();
  }

  setInterval(() => {
    if (socket.readyState <= WebSocket.OPEN && Date.now() - heard > SILENCE) abandon();
  }, 1000);
  addEventListener('online', () => {
    if (socket.readyState === WebSocket.CLOSED) open();
  });
  open();
  return message => {
    if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
  };
}
