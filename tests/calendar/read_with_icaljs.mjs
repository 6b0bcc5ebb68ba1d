// Reads calendar objects (a JSON list of texts on standard input) with ical.js and says what it saw, as JSON.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const { default: ICAL } = await import(pathToFileURL(process.argv[2]));

function meetings(first, changed) {
  if (!first.isRecurring()) return [[first.startDate.toUnixTime(), first.endDate.toUnixTime()]];
  changed.forEach((each) => first.relateException(each));
  const found = [];
  const walk = first.iterator();
  for (let next = walk.next(); next; next = walk.next()) {
    const { startDate, endDate } = first.getOccurrenceDetails(next);
    found.push([startDate.toUnixTime(), endDate.toUnixTime()]);
  }
  return found;
}

function seen(text) {
  const whole = new ICAL.Component(ICAL.parse(text));
  for (const zone of whole.getAllSubcomponents("vtimezone")) ICAL.TimezoneService.register(zone);
  const [first, ...changed] = whole.getAllSubcomponents("vevent").map((part) => new ICAL.Event(part));
  const property = (name) => first.component.getFirstPropertyValue(name);
  return {
    method: whole.getFirstPropertyValue("method"),
    uid: first.uid,
    sequence: first.sequence,
    status: property("status") ?? "",
    title: first.summary,
    description: first.description,
    attendees: [first, ...changed].flatMap((event) => event.attendees.map((one) => one.getFirstValue())),
    instance_of: property("recurrence-id")?.toUnixTime() ?? null,
    meetings: meetings(first, changed),
    alarms: first.component
      .getAllSubcomponents("valarm")
      .map((alarm) => alarm.getFirstPropertyValue("trigger").toSeconds()),
  };
}

console.log(JSON.stringify(JSON.parse(readFileSync(0, "utf8")).map(seen)));
