// CommandGroups: the commands of `relais`, in the order and under the headings of its help.

import Console
import Shared

/// Commands that serve one end.
struct CommandGroup {
    let title: Phrase
    let commands: [any Command.Type]

    private init(_ french: String, _ english: String, _ commands: [any Command.Type]) {
        title = Phrase(fr: french, en: english)
        self.commands = commands
    }

    static let all = [
        CommandGroup(
            "Permanence", "Drop-in sessions",
            [
                PermanenceOpenCommand.self, PermanenceJoinCommand.self,
                PermanenceVisitCommand.self, PermanenceStatusCommand.self,
                PermanenceMoveCommand.self, PermanenceCloseCommand.self,
                PermanenceReceiptCommand.self, PrintDayCommand.self, ReportCommand.self,
                UndoCommand.self,
            ]),
        CommandGroup(
            "Personnes", "People",
            [
                PersonNewCommand.self, PersonFindCommand.self, PersonShowCommand.self,
                PersonDuplicatesCommand.self, PersonJoinCommand.self, PersonSplitCommand.self,
                PersonImportCommand.self, PrintPersonCommand.self, NoteMoveCommand.self,
                InterviewQuestionsCommand.self, InterviewNoteCommand.self,
                InterviewCompleteCommand.self, InterviewShowCommand.self,
                InterviewReviseCommand.self, BarrierAddCommand.self, BarrierListCommand.self,
                BarrierAimCommand.self, BarrierLiftCommand.self, BarrierDropCommand.self,
                ObjectiveReachedCommand.self, ObjectiveDropCommand.self, SkillAddCommand.self,
                ImmersionPlanCommand.self, ImmersionListCommand.self, SponsorPairCommand.self,
                SponsorMetCommand.self, SponsorListCommand.self, PortfolioCommand.self,
                PortfolioNoteCommand.self,
            ]),
        CommandGroup(
            "Suivi", "Follow-up",
            [
                FollowUpsCommand.self, FollowUpDoneCommand.self, FollowUpSnoozeCommand.self,
                TargetsCommand.self,
                AgendaCommand.self, AgendaAddCommand.self, AgendaKeptCommand.self,
                AgendaMissedCommand.self, AgendaCancelCommand.self,
            ]),
        CommandGroup(
            "Orientation", "Referrals",
            [
                MatchCommand.self, ReferCommand.self, ReferralListCommand.self,
                ReferralShowCommand.self, ReferralReceiveCommand.self,
                ReferralAcceptCommand.self, ReferralRefuseCommand.self, ReferralMetCommand.self,
                ReferralDoneCommand.self, ReferralCancelCommand.self,
            ]),
        CommandGroup(
            "Annuaire et guide", "Directory and guide",
            [
                SearchCommand.self, CheckCommand.self, CorrectCommand.self,
                CorrectionsCommand.self, CorrectionAcceptCommand.self,
                CorrectionRefuseCommand.self, DuplicatesCommand.self, JoinCommand.self,
                SplitCommand.self, GuideCommand.self, GuideLintCommand.self,
                GlossaryCommand.self, PrintGuideCommand.self,
                PrintArticleCommand.self,
            ]),
        CommandGroup(
            "Toutes les données", "Any record",
            [
                PutCommand.self, GetCommand.self, ListCommand.self, DeleteCommand.self,
                ImportCommand.self, ExportCommand.self, HistoryCommand.self,
                ConflictsCommand.self, ResolveCommand.self, QuarantineCommand.self,
                SchemaCommand.self,
            ]),
        CommandGroup(
            "Appareil et synchronisation", "Device and synchronisation",
            [
                EnrolCommand.self, SyncCommand.self, WatchCommand.self, StatusCommand.self,
                VerifyCommand.self, TrustCommand.self, TokenCommand.self, LockCommand.self,
                UnlockCommand.self, PassphraseCommand.self, SignOutCommand.self,
            ]),
        CommandGroup(
            "Droits des personnes", "People's rights",
            [
                PersonAccessCommand.self, PersonRectifyCommand.self, PersonEraseCommand.self,
                PersonExpiringCommand.self, AccessCommand.self, StoryWithdrawCommand.self,
            ]),
        CommandGroup(
            "Coordination", "Coordination",
            [
                AdminOverviewCommand.self, AdminInviteCommand.self, AdminUsersCommand.self,
                AdminRoleCommand.self, AdminLeaveCommand.self, AdminDevicesCommand.self,
                AdminRevokeCommand.self, AdminPortfolioListCommand.self,
                AdminPortfolioCreateCommand.self, AdminPortfolioHandOverCommand.self,
                AdminQuarantineListCommand.self, AdminQuarantineAcceptCommand.self,
                AdminQuarantineCorrectCommand.self, AdminQuarantineDismissCommand.self,
                AdminAccessListCommand.self, AdminAccessEndCommand.self, AdminAuditCommand.self,
            ]),
    ]
}
