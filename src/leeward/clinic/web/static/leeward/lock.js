// On the sign-in page nobody is signed in: what a tablet charted without network stays on it, but cannot be read.
import { lock } from "./queue.js";

lock().catch(() => {}); // where nothing can be kept, there is nothing to lock
