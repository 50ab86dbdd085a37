const MARK_PASTES = '\x1b[?2004h';
const DO_NOT_MARK_PASTES = '\x1b[?2004l';
const SHOW_CURSOR = '\x1b[?25h';

/** Makes a terminal tell what is pasted from what is typed. */
export const BEGIN_PROMPT = MARK_PASTES;
/** Undoes that, and whatever a prompt does to the cursor. */
export const END_PROMPT = DO_NOT_MARK_PASTES + SHOW_CURSOR;
