// The facts that follow-ups are computed from, gathered from the store.

public import Shared

extension FollowUps {
    /// What the device knows for the list of a day.
    ///
    /// - Parameter today: the day; `nil` for the device's own.
    public func facts(on today: CalendarDate? = nil) throws(RelaisError) -> FollowUpFacts {
        let (clock, now) = (try store.clock(), store.instant)
        var facts = FollowUpFacts(today: today ?? clock.day(now), now: now)
        facts.clock = clock
        facts.settings = try store.daySettings()
        let standing = try store.standing(Person.collectionName)
        facts.appointments = try appointments(standing)
        facts.attendances = try attendances(standing, facts)
        facts.people = try people(standing, facts)
        facts.silences = try Referrals(store).silences().map { silence in
            FollowUpFacts.Silence(
                referral: silence.referral, isReceived: silence.side == .received,
                person: silence.person.map { standing[$0] ?? $0 }, answerBy: silence.answerBy)
        }
        let outcomes = Outcome.shared
        facts.outcomes = try store.glances(
            Outcome.self, [outcomes.person, outcomes.event, outcomes.occurredOn]
        ).compactMap { outcome in
            outcome.person.map {
                FollowUpFacts.Outcome(
                    person: standing[$0] ?? $0, event: outcome.event, day: outcome.occurredOn)
            }
        }
        facts.rights = try rights(standing, clock)
        let user = try store.enrolment()?.userName
        facts.open = try Permanences(store).stillOpen().filter { $0.isHeld(by: user) }
        facts.daysElsewhere = try Coordination(store).daysElsewhere(standing)
        facts.noted = try noted(standing)
        return facts
    }

    private func appointments(
        _ standing: [RecordID: RecordID]
    ) throws(RelaisError) -> [FollowUpFacts.Appointment] {
        let fields = Appointment.shared
        return try store.glances(
            Appointment.self, [fields.person, fields.startsAt, fields.state]
        ).compactMap { appointment in
            guard let person = appointment.person, let startsAt = appointment.startsAt else {
                return nil
            }
            return FollowUpFacts.Appointment(
                id: appointment.id, person: standing[person] ?? person, startsAt: startsAt,
                state: appointment.state)
        }
    }

    /// Presences at events that are over, each person once an event.
    private func attendances(
        _ standing: [RecordID: RecordID], _ facts: FollowUpFacts
    ) throws(RelaisError) -> [FollowUpFacts.Attendance] {
        let events = Event.shared
        var days: [RecordID: CalendarDate] = [:]
        for event in try store.glances(
            Event.self, [events.startsAt, events.endsAt, events.startsOn, events.endsOn])
        {
            days[event.id] =
                event.endsOn ?? event.endsAt.map(facts.clock.day)
                ?? event.startsOn ?? event.startsAt.map(facts.clock.day)
        }
        let fields = Registration.shared
        return try store.glances(
            Registration.self, [fields.event, fields.person],
            where: [.equals(field: fields.attendance.name, value: .text("present"))]
        ).compactMap { registration in
            guard let event = registration.event, let person = registration.person,
                let day = days[event], day <= facts.today
            else { return nil }
            return FollowUpFacts.Attendance(
                registration: registration.id, event: event, person: standing[person] ?? person,
                day: day)
        }
    }

    private func rights(
        _ standing: [RecordID: RecordID], _ clock: WallClock
    ) throws(RelaisError) -> [FollowUpFacts.Right] {
        let fields = RightCheck.shared
        return try store.glances(
            RightCheck.self,
            [fields.person, fields.right, fields.rightText, fields.state, fields.checkedOn]
        ).compactMap { check in
            guard let person = check.person,
                let day = check.checkedOn ?? clock.day(of: check.id)
            else { return nil }
            return FollowUpFacts.Right(
                id: check.id, person: standing[person] ?? person,
                right: check.rightText ?? check.right ?? "", state: check.state, day: day)
        }
    }

    private func noted(
        _ standing: [RecordID: RecordID]
    ) throws(RelaisError) -> [FollowUpFacts.Noted] {
        let fields = FollowUp.shared
        return try store.glances(
            FollowUp.self,
            [
                fields.kind, fields.subject, fields.person, fields.state, fields.dueOn,
                fields.doneOn, fields.comment,
            ]
        ).map { note in
            var subject = note.subject.flatMap { FollowUpSubject($0) }
            // What was noted on a duplicate is noted on who stands for it.
            if let id = subject?.id, let other = standing[id] { subject?.id = other }
            return FollowUpFacts.Noted(
                id: note.id, kind: note.kind ?? "relance", subject: subject,
                person: note.person.map { standing[$0] ?? $0 }, state: note.state,
                dueOn: note.dueOn, doneOn: note.doneOn, comment: note.comment)
        }
    }

    // MARK: Meetings

    /// People who are followed, with the last day on which anybody met them: at a permanence, for
    /// an interview, an appointment or an event, or as a note or their record says.
    private func people(
        _ standing: [RecordID: RecordID], _ facts: FollowUpFacts
    ) throws(RelaisError) -> [FollowUpFacts.Person] {
        var last: [RecordID: CalendarDate] = [:]
        func met(_ person: RecordID?, _ day: CalendarDate?) {
            guard let person, let day else { return }
            let id = standing[person] ?? person
            last[id] = max(last[id] ?? day, day)
        }
        for appointment in facts.appointments where appointment.state == "honore" {
            met(appointment.person, facts.clock.day(appointment.startsAt))
        }
        for attendance in facts.attendances { met(attendance.person, attendance.day) }
        let visits = Visit.shared
        for visit in try store.glances(Visit.self, [visits.person, visits.at]) {
            met(visit.person, visit.at.map(facts.clock.day))
        }
        let interviews = Interview.shared
        for interview in try store.glances(Interview.self, [interviews.person, interviews.at]) {
            met(interview.person, interview.at.map(facts.clock.day))
        }
        let notes = Note.shared
        for note in try store.glances(Note.self, [notes.person, notes.at]) {
            met(note.person, note.at.map(facts.clock.day) ?? facts.clock.day(of: note.id))
        }
        let fields = Person.shared
        return try store.glances(
            Person.self, [fields.active, fields.firstMetOn, fields.lastContactOn]
        ).compactMap { person in
            if person.active == false { return nil }
            met(person.id, person.firstMetOn)
            met(person.id, person.lastContactOn)
            return FollowUpFacts.Person(id: person.id, lastMetOn: last[person.id])
        }
    }
}
