// The program `relais`: its commands, and its way from arguments to an exit status.

import Console
import Glibc
import Shared

@main
enum RelaisCommand {
    /// In the order of the help.
    static let commands = daily + people + orientation + rights + administration

    /// What a mediator does: joining, daily work, referring, settling, proving.
    private static let daily: [any Command.Type] = [
        EnrolCommand.self, SyncCommand.self, WatchCommand.self, StatusCommand.self,
        TrustCommand.self, PutCommand.self, GetCommand.self, ListCommand.self, DeleteCommand.self,
        ImportCommand.self, SearchCommand.self, HistoryCommand.self, ConflictsCommand.self,
        PermanenceOpenCommand.self, PermanenceJoinCommand.self, PermanenceVisitCommand.self,
        PermanenceStatusCommand.self, PermanenceMoveCommand.self, PermanenceCloseCommand.self,
        PermanenceReceiptCommand.self, UndoCommand.self, ReferCommand.self,
        ReferralListCommand.self, ReferralShowCommand.self, ReferralReceiveCommand.self,
        ReferralAcceptCommand.self, ReferralRefuseCommand.self, ReferralMetCommand.self,
        ReferralDoneCommand.self,
        ReferralCancelCommand.self, ResolveCommand.self, QuarantineCommand.self,
        VerifyCommand.self, TokenCommand.self, SchemaCommand.self, SignOutCommand.self,
    ]

    /// Accompanying people: who they are, what holds them back, whom to follow up.
    private static let people: [any Command.Type] = [
        PersonNewCommand.self, PersonFindCommand.self, PersonShowCommand.self,
        PersonDuplicatesCommand.self, PersonJoinCommand.self, PersonSplitCommand.self,
        PersonImportCommand.self,
        NoteMoveCommand.self, InterviewQuestionsCommand.self, InterviewNoteCommand.self,
        InterviewCompleteCommand.self, InterviewShowCommand.self, InterviewReviseCommand.self,
        BarrierAddCommand.self, BarrierListCommand.self, BarrierAimCommand.self,
        BarrierLiftCommand.self, BarrierDropCommand.self, ObjectiveReachedCommand.self,
        ObjectiveDropCommand.self, SkillAddCommand.self, FollowUpsCommand.self,
        FollowUpDoneCommand.self, FollowUpSnoozeCommand.self, AgendaCommand.self,
        AgendaAddCommand.self, AgendaKeptCommand.self, AgendaMissedCommand.self,
        AgendaCancelCommand.self, PortfolioCommand.self, PortfolioNoteCommand.self,
        ReportCommand.self,
    ]

    /// Finding the right door, and keeping the directory right.
    private static let orientation: [any Command.Type] = [
        MatchCommand.self, ExportCommand.self, CheckCommand.self, CorrectCommand.self,
        CorrectionsCommand.self,
        CorrectionAcceptCommand.self, CorrectionRefuseCommand.self, PrintPersonCommand.self,
        PrintGuideCommand.self, PrintDayCommand.self, GuideCommand.self, GuideLintCommand.self,
        GlossaryCommand.self, ImmersionPlanCommand.self, ImmersionListCommand.self,
        SponsorPairCommand.self, SponsorMetCommand.self, SponsorListCommand.self,
    ]

    /// People's rights, and the device's own safety.
    private static let rights: [any Command.Type] = [
        LockCommand.self, UnlockCommand.self, PassphraseCommand.self, PersonAccessCommand.self,
        PersonEraseCommand.self, PersonExpiringCommand.self, AccessCommand.self,
        PersonRectifyCommand.self, StoryWithdrawCommand.self,
    ]

    /// What only a coordinator's device may ask.
    private static let administration: [any Command.Type] = [
        AdminOverviewCommand.self, AdminInviteCommand.self, AdminUsersCommand.self,
        AdminRoleCommand.self, AdminLeaveCommand.self, AdminDevicesCommand.self,
        AdminRevokeCommand.self, AdminPortfolioListCommand.self, AdminPortfolioCreateCommand.self,
        AdminPortfolioHandOverCommand.self, AdminQuarantineListCommand.self,
        AdminQuarantineAcceptCommand.self, AdminQuarantineCorrectCommand.self,
        AdminQuarantineDismissCommand.self, AdminAuditCommand.self, AdminAccessListCommand.self,
        AdminAccessEndCommand.self,
    ]

    static let specification = ProgramSpecification(
        name: "relais", version: "0.1.0",
        summary: Phrase(
            fr: "Note, retrouve et transmet sans réseau ce qui aide les personnes vers l'emploi ; "
                + "`relais sync` réunit le tout dès qu'il y en a un.",
            en: "Records, finds and hands over, without a network, what helps people into work; "
                + "`relais sync` brings it all together as soon as there is one."),
        commonOptions: [
            .value(
                "store", "DIR",
                help: Phrase(
                    fr: "Le dossier de l'appareil ; sinon la variable RELAIS_STORE.",
                    en: "The device's folder; otherwise the variable RELAIS_STORE.")),
            Passphrases.option,
        ],
        commands: commands.map { $0.specification })

    static func main() async {
        let environment = Environment.current()
        let status = await EntryPoint.run(specification, environment: environment) {
            invocation, output in
            let command = commands.first { $0.specification.path == invocation.path }
            guard let command else { return 2 }
            return try await command.run(
                Context(invocation: invocation, output: output, environment: environment))
        }
        exit(status)
    }
}
