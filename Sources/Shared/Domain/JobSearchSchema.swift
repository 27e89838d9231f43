// JobSearchSchema: the job-search collections as one schema, the only one that Relais ships.
//
// « (row n) » in the comments of this folder is the number of a need in the project's list of
// needs (docs/DOMAIN.md): every field is there for one of them.

/// The models of people who help others to find work.
public enum JobSearch {
    /// Every collection, and the guard that no text of theirs may hold a social security number.
    public static let schema = Schema(
        version: 2,
        collections: [
            CollectionDeclaration(Organisation.self),
            CollectionDeclaration(Service.self),
            CollectionDeclaration(Place.self),
            CollectionDeclaration(Event.self),
            CollectionDeclaration(Registration.self),
            CollectionDeclaration(Company.self),
            CollectionDeclaration(ContactLog.self),
            CollectionDeclaration(CompanyNeed.self),
            CollectionDeclaration(Offer.self),
            CollectionDeclaration(Application.self),
            CollectionDeclaration(Person.self),
            CollectionDeclaration(Permanence.self),
            CollectionDeclaration(Visit.self),
            CollectionDeclaration(Interview.self),
            CollectionDeclaration(InterviewGrid.self),
            CollectionDeclaration(Barrier.self),
            CollectionDeclaration(Objective.self),
            CollectionDeclaration(Skill.self),
            CollectionDeclaration(RightCheck.self),
            CollectionDeclaration(Referral.self),
            CollectionDeclaration(FollowUp.self),
            CollectionDeclaration(Appointment.self),
            CollectionDeclaration(Sponsorship.self),
            CollectionDeclaration(Immersion.self),
            CollectionDeclaration(Outcome.self),
            CollectionDeclaration(GuideArticle.self),
            CollectionDeclaration(GlossaryTerm.self),
            CollectionDeclaration(Meeting.self),
            CollectionDeclaration(RoadmapAction.self),
            CollectionDeclaration(Survey.self),
            CollectionDeclaration(SurveyAnswer.self),
            CollectionDeclaration(Story.self),
            CollectionDeclaration(CommuneReferent.self),
            CollectionDeclaration(Correction.self),
            CollectionDeclaration(Note.self),
            CollectionDeclaration(ReferralTie.self),
            CollectionDeclaration(FollowUpRule.self),
        ], textGuard: TextGuards.relais, textMask: TextGuards.masked)
}
