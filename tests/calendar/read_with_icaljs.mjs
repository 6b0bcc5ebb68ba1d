// Reads calendar objects (a JSON list of texts on standard input) with ical.js and says what it saw, as JSON.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const { default: ICAL } = await import(pathToFileURL(process.argv[2]));

function seen(text) {
  const whole = new ICAL.Component(ICAL.parse(text));
  for (const zone of whole.getAllSubcomponents("vtimezone")) ICAL.TimezoneService.register(zone);
  const [event] = whole.getAllSubcomponents("vevent").map((part) => new ICAL.Event(part));
  return {
    method: whole.getFirstPropertyValue("method"),
    uid: event.uid,
    title: event.summary,
    description: event.description,
    attendees: event.attendees.map((attendee) => attendee.getFirstValue()),
    starts: event.startDate.toUnixTime(),
    ends: event.endDate.toUnixTime(),
  };
}

console.log(JSON.stringify(JSON.parse(readFileSync(0, "utf8")).map(seen)));
