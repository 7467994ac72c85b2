// The WebSocket: connects, says how it stands, and comes back by itself when it is lost.

const FIRST_WAIT = 500;
const LONGEST_WAIT = 8000;

/**
 * @param onMessage takes one parsed message
 * @param onState takes ('connecting' | 'live' | 'lost', milliseconds until the next try)
 * @returns send, which takes a message; while there is no connection it is lost
 */
export function connect(onMessage, onState) {
  const url = new URL('live', document.baseURI);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  let socket;
  let wait = FIRST_WAIT;
  let timer;

  function open() {
    clearTimeout(timer);
    onState('connecting');
    socket = new WebSocket(url);
    socket.onopen = () => {
      wait = FIRST_WAIT;
      onState('live');
    };
    socket.onmessage = frame => {
      try {
        onMessage(JSON.parse(frame.data));
      } catch (failure) {
        console.warn('a message could not be used', failure);
      }
    };
    socket.onclose = () => {
      const pause = wait * (0.75 + Math.random() / 2); // not every page in the same moment
      wait = Math.min(2 * wait, LONGEST_WAIT);
      onState('lost', pause);
      timer = setTimeout(open, pause);
    };
  }

  addEventListener('online', () => {
    if (socket.readyState === WebSocket.CLOSED) open();
  });
  open();
  return message => {
    if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
  };
}
