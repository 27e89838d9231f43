// FollowUpRules: one function a reason for following somebody up. Each goes once over its facts.

/// The reasons, over one set of facts.
struct FollowUpRules {
    private let facts: FollowUpFacts
    private let people: [RecordID: FollowUpFacts.Person]
    /// The last appointment of each person that may still be, or was, kept.
    private let lastAppointment: [RecordID: CalendarDate]

    private var today: CalendarDate { facts.today }

    private func day(_ instant: Instant) -> CalendarDate { facts.clock.day(instant) }

    init(_ facts: FollowUpFacts) {
        self.facts = facts
        people = Dictionary(facts.people.map { ($0.id, $0) }) { first, second in
            guard let other = second.lastMetOn else { return first }
            return first.lastMetOn.map { $0 >= other } ?? false ? first : second
        }
        var last: [RecordID: CalendarDate] = [:]
        for appointment in facts.appointments where FollowUpRules.stands(appointment) {
            // One that is past and that nobody noted as kept shows nothing.
            let day = facts.clock.day(appointment.startsAt)
            if appointment.state != "honore" && day < facts.today { continue }
            last[appointment.person] = max(last[appointment.person] ?? day, day)
        }
        lastAppointment = last
    }

    /// Permanences that were left open.
    func permanences() -> [FollowUpLine] {
        facts.open.filter {
            $0.isForgotten(at: facts.now, after: facts.settings.permanenceHours)
        }.map { open in
            let since = open.openedAt.map(day) ?? today
            let name = open.name.isEmpty ? "" : " (\(open.name))"
            return FollowUpLine(
                kind: "permanence-ouverte", subject: FollowUpSubject(open.id), person: nil,
                urgency: .today, dueOn: since,
                why: dated(since) {
                    Phrase(
                        fr: "Permanence restée ouverte depuis le \($0.french)\(name).",
                        en: "Session left open since \($0.english)\(name).")
                },
                next: Phrase(
                    fr: "La fermer : `relais permanence close \(open.id)`.",
                    en: "Close it: `relais permanence close \(open.id)`."))
        }
    }

    /// Referrals that this organisation owes an answer, and those whose answer is overdue.
    func silences() -> [FollowUpLine] {
        facts.silences.compactMap { silence in
            let isLate = silence.answerBy.map { $0 < today } ?? false
            guard silence.isReceived || isLate else { return nil }
            let due = silence.answerBy ?? facts.clock.day(of: silence.referral) ?? today
            let id = silence.referral
            return FollowUpLine(
                kind: "silence-orientation", subject: FollowUpSubject(id),
                person: silence.person,
                urgency: silence.isReceived && isLate ? .today : .week, dueOn: due,
                why: dated(due) { day in
                    silence.isReceived
                        ? Phrase(
                            fr: "Orientation reçue, réponse attendue au \(day.french).",
                            en: "Referral received, answer expected by \(day.english).")
                        : Phrase(
                            fr: "Orientation envoyée, sans réponse depuis le \(day.french).",
                            en: "Referral sent, no answer since \(day.english).")
                },
                next: silence.isReceived
                    ? Phrase(
                        fr: "Répondre : `relais referral accept \(id)` ou `refuse`.",
                        en: "Answer: `relais referral accept \(id)` or `refuse`.")
                    : Phrase(
                        fr: "Appeler la structure, ou annuler et orienter ailleurs : "
                            + "`relais referral cancel \(id)`.",
                        en: "Call the organisation, or cancel and refer elsewhere: "
                            + "`relais referral cancel \(id)`."))
        }
    }

    /// Appointments that were missed, or of which nobody noted whether they took place, unless the
    /// person was met, or is to be, since.
    func missed() -> [FollowUpLine] {
        facts.appointments.compactMap { appointment in
            let day = day(appointment.startsAt)
            let isOpen = ["prevu", "confirme", nil].contains(appointment.state)
            guard appointment.state == "absent" || isOpen, day < today,
                day.adding(days: facts.settings.missedForDays) >= today
            else { return nil }
            let later = [lastAppointment[appointment.person], lastMet(appointment.person)]
            if later.compactMap(\.self).contains(where: { $0 > day }) { return nil }
            return FollowUpLine(
                kind: "rdv-manque", subject: FollowUpSubject(appointment.id),
                person: appointment.person, urgency: .week, dueOn: day,
                why: dated(day) { day in
                    isOpen
                        ? Phrase(
                            fr: "Rendez-vous du \(day.french) : personne n'a noté s'il a eu lieu.",
                            en: "Appointment of \(day.english): nobody noted whether it took "
                                + "place.")
                        : Phrase(
                            fr: "Rendez-vous manqué le \(day.french).",
                            en: "Appointment missed on \(day.english).")
                },
                next: isOpen
                    ? Phrase(
                        fr: "Le dire : `relais put appointment --id \(appointment.id) "
                            + "state=honore`, ou `absent`.",
                        en: "Say so: `relais put appointment --id \(appointment.id) "
                            + "state=honore`, or `absent`.")
                    : Phrase(
                        fr: "Appeler la personne et proposer une autre date.",
                        en: "Call the person and offer another day."))
        }
    }

    /// More appointments in a week, from this one on, than the settings allow. Of those elsewhere
    /// only the days are known (row 16).
    func overload() -> [FollowUpLine] {
        var counts: [FollowUpSubject: (here: Int, elsewhere: Int)] = [:]
        let thisWeek = today.monday
        for appointment in facts.appointments where FollowUpRules.stands(appointment) {
            let week = day(appointment.startsAt).monday
            guard week >= thisWeek else { continue }
            counts[FollowUpSubject(appointment.person, week: week), default: (0, 0)].here += 1
        }
        for (person, days) in facts.daysElsewhere {
            for day in days where day.monday >= thisWeek {
                counts[FollowUpSubject(person, week: day.monday), default: (0, 0)].elsewhere += 1
            }
        }
        return counts.compactMap { subject, count in
            let total = count.here + count.elsewhere
            guard total > facts.settings.appointmentsInWeek, let week = subject.week else {
                return nil
            }
            let elsewhere = count.elsewhere
            return FollowUpLine(
                kind: "surcharge-rdv", subject: subject, person: subject.id,
                urgency: week == thisWeek ? .today : .week, dueOn: week,
                why: dated(week) {
                    Phrase(
                        fr: "\(total) rendez-vous la semaine du \($0.french)"
                            + (elsewhere == 0 ? "." : ", dont \(elsewhere) ailleurs."),
                        en: "\(total) appointments in the week of \($0.english)"
                            + (elsewhere == 0 ? "." : ", \(elsewhere) of them elsewhere."))
                },
                next: Phrase(
                    fr: "Voir avec la personne ce qui peut attendre.",
                    en: "See with the person what can wait."))
        }
    }

    /// Events that somebody came to, and of which nothing is noted since.
    func withoutOutcome() -> [FollowUpLine] {
        var results: [RecordID: [FollowUpFacts.Outcome]] = [:]
        for outcome in facts.outcomes { results[outcome.person, default: []].append(outcome) }
        return facts.attendances.compactMap { attendance in
            let due = attendance.day.adding(days: facts.settings.outcomeAfterDays)
            guard due <= today else { return nil }
            let isKnown = results[attendance.person]?.contains { outcome in
                outcome.event == attendance.event
                    || outcome.event == nil && outcome.day.map { $0 >= attendance.day } ?? false
            }
            if isKnown ?? false { return nil }
            return FollowUpLine(
                kind: "suivi-evenement", subject: FollowUpSubject(attendance.registration),
                person: attendance.person, urgency: .later, dueOn: due,
                why: dated(attendance.day) {
                    Phrase(
                        fr: "Venue à un événement le \($0.french), sans résultat noté.",
                        en: "Came to an event on \($0.english), and no outcome is noted.")
                },
                next: Phrase(
                    fr: "Demander ce qui en est sorti : `relais put outcome "
                        + "person=\(attendance.person) event=\(attendance.event) kind=…`.",
                    en: "Ask what came of it: `relais put outcome "
                        + "person=\(attendance.person) event=\(attendance.event) kind=…`."))
        }
    }

    /// People whom nobody has met for long, unless they are about to be.
    func lost() -> [FollowUpLine] {
        people.values.compactMap { person in
            let last = lastMet(person.id) ?? facts.clock.day(of: person.id)
            let due = last?.adding(days: facts.settings.lostAfterDays) ?? today
            let isExpected = lastAppointment[person.id].map { $0 >= today } ?? false
            guard due <= today, !isExpected else { return nil }
            let why = last.map { last in
                let days = today.daysSince1970 - last.daysSince1970
                return dated(last) {
                    Phrase(
                        fr: "Personne ne l'a rencontrée depuis \(days) jours (\($0.french)).",
                        en: "Nobody has met them for \(days) days (\($0.english)).")
                }
            }
            return FollowUpLine(
                kind: "perdue-de-vue", subject: FollowUpSubject(person.id), person: person.id,
                urgency: .later, dueOn: due,
                why: why
                    ?? Phrase(
                        fr: "Aucune rencontre n'est notée.", en: "No meeting is noted."),
                next: Phrase(
                    fr: "Prendre des nouvelles, et noter l'appel ou le rendez-vous.",
                    en: "Ask how they are, and note the call or the appointment."))
        }
    }

    /// Rights that are to be checked, or were applied for without news: the last word on each.
    func rights() -> [FollowUpLine] {
        struct Key: Hashable {
            let person: RecordID
            let right: String
        }
        let latest = Dictionary(facts.rights.map { (Key(person: $0.person, right: $0.right), $0) })
        { first, second in
            (first.day, first.id) > (second.day, second.id) ? first : second
        }
        return latest.values.compactMap { right in
            let due = right.day.adding(days: facts.settings.rightAfterDays)
            guard due <= today, let state = right.state, ["a-verifier", "demande"].contains(state)
            else { return nil }
            let name = CodeLists.right.phrase(right.right)
            return FollowUpLine(
                kind: "droit-a-suivre", subject: FollowUpSubject(right.id), person: right.person,
                urgency: .later, dueOn: due,
                why: dated(right.day) { day in
                    state == "demande"
                        ? Phrase(
                            fr: "Droit demandé le \(day.french), sans nouvelle : \(name.french).",
                            en: "Right applied for on \(day.english), no news: \(name.english).")
                        : Phrase(
                            fr: "Droit à vérifier depuis le \(day.french) : \(name.french).",
                            en: "Right to check since \(day.english): \(name.english).")
                },
                next: Phrase(
                    fr: "Noter où il en est : `relais put right_check --id \(right.id) state=…`.",
                    en: "Note how it stands: `relais put right_check --id \(right.id) state=…`."))
        }
    }

    /// Follow-ups of people's own that are due, or will be within a week.
    func noted() -> [FollowUpLine] {
        facts.noted.compactMap { note in
            guard note.subject == nil, ["a-faire", "reportee", nil].contains(note.state) else {
                return nil
            }
            let due = note.dueOn ?? facts.clock.day(of: note.id) ?? today
            guard due <= today.adding(days: 7) else { return nil }
            let kind = CodeLists.followUpKind.phrase(note.kind)
            let words = note.comment.map { Phrase(fr: $0, en: $0) } ?? kind
            return FollowUpLine(
                kind: note.kind, subject: FollowUpSubject(note.id), person: note.person,
                urgency: due <= today ? .today : .week, dueOn: due,
                why: dated(due) {
                    Phrase(
                        fr: "À faire pour le \($0.french) : \(words.french)",
                        en: "To do by \($0.english): \(words.english)")
                },
                next: Phrase(
                    fr: "Ensuite : `relais follow-ups done \(note.id)`.",
                    en: "Then: `relais follow-ups done \(note.id)`."))
        }
    }

    private func lastMet(_ person: RecordID) -> CalendarDate? { people[person]?.lastMetOn }

    /// Whether an appointment takes a person's time.
    private static func stands(_ appointment: FollowUpFacts.Appointment) -> Bool {
        ["prevu", "confirme", "honore", nil].contains(appointment.state)
    }

    /// A sentence with a day in it, as people write it.
    private func dated(_ day: CalendarDate, _ phrase: (Phrase) -> Phrase) -> Phrase {
        phrase(Phrase(fr: day.text(.french), en: day.text(.english)))
    }
}

extension CodeList {
    /// The label of a code, the code itself when the list has none.
    package func phrase(_ code: String) -> Phrase {
        Phrase(fr: label(code, .french), en: label(code, .english))
    }
}
