// DeliberateBug: the rules of the design, each of which can be switched off to see that the
// simulator notices. Without the trait `DeliberateBugs` nothing can switch one on, and the
// optimiser leaves nothing of them.

/// A rule that is broken on purpose.
package enum DeliberateBug: String, CaseIterable, Sendable {
    // Merge
    case assignReplacesEverything, removeReplacesUnseen, incrementReplaces, deletionAlwaysWins
    case deletionForgetsItsBase, erasureIsForgotten, ownIsForgotten, epochsAreIgnored
    case repeatedTransactionApplies, joinKeepsWhatWasReplaced, joinDropsTheirs, joinForgetsPlaces
    // Device
    case cursorMovesEarly, baseIsTheFloor, overlayEndsWithTheAnswer, formForgetsItsOpening
    case lostScopeIsKept, purgeBeforeSending, nothingIsGivenBack, numbersAreNotRewound
    case floorsAreNotRewound, refusalStaysShown, formerPlacesAreNotSent, echoForgetsTheHorizon
    case writesAreNotDurable, conflictIsNotListed, removalIsForgotten, unsavedIsNotNamed
    case refusalsAreAlwaysLost, exclusionIsNotAsked, replacedIsNotNamed, coveredIsShownStill
    // Server
    case answerBeforeCommit, repeatedNumberIsNew, refusedIsLost, chainIsNotCompared
    case familyIsForgotten, pageSplitsASequence, deltaFollowsThePage, pullIsNeverRestarted
    case feedStandsStill, digestStandsStill, scopesIgnoreRoles, ledgerIsForgotten
    case replicaNumbersComeAgain, givenBackIsNotDelivered, formerIsForgotten, ledgerStaysLost
    case lostKnowledgeIsForgotten, returnedIsKnownByPlaceAlone, echoOfWhatIsNotHeld
    case serverDoesNotWait, ledgerDoesNotWait, restoreForgetsTheSealed, goodIsRefused
    case withdrawnCopyIsSilenced, lateUpdateIsLost, tombstoneIsNotAsked, receiptLeavesOut
    case refusalKeepsItsNumber, enteringIsToldInPart
    // Scopes
    case partsStayBehind, departureIsNotTold, portfolioIsForAll
    case handOverIsForgotten, withdrawalIsForgotten
    // Envelopes and what is left after a purge
    case envelopeCarriesTooMuch, envelopeIsForAll, guestIsNotTold, purgeMissesTheIndex

    /// Whether this rule is off. Always `false` without the trait.
    @inlinable package var isOn: Bool {
        #if DeliberateBugs
            return DeliberateBug.chosen.withLock { $0 == self }
        #else
            return false
        #endif
    }

    #if DeliberateBugs
        /// The rule that is off now, for the whole process.
        package static let chosen = Locked<DeliberateBug?>(nil)
    #endif
}
