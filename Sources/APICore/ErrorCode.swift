/// The stable words that the errors start with that an agent reads, whichever layer they come from.
public enum ErrorCode: String, Sendable, CaseIterable {
  /// The arguments break the schema; `violations` lists every rule.
  case invalidArguments = "invalid_arguments"
  /// What an argument names does not exist, or this user cannot see it.
  case notFound = "not_found"
  /// A name fits several things; the message lists them.
  case ambiguous = "ambiguous"
  /// The service refused the request; its own code and words are in the message.
  case refusedByService = "refused_by_service"
  /// The service cannot be asked at all: its token is missing, or is none.
  case notSetUp = "not_set_up"
  /// The key's form is wrong.
  case invalidKey = "invalid_key"
  /// The key is a sample value out of documentation.
  case placeholderKey = "placeholder_key"
  /// The key was used for another change.
  case keyConflict = "key_conflict"
  /// The key's stored answer is gone; it is not executed again.
  case keyExpired = "key_expired"
  /// The `plan_id` cannot be executed: expired, tampered with, for other arguments, or outdated.
  case planRefused = "plan_refused"
  /// The same change is being executed by another call.
  case inProgress = "in_progress"
  /// It may have happened.
  case outcomeUnknown = "outcome_unknown"
  /// It may have happened, and looking it up does not tell: somebody has to.
  case needsReview = "needs_review"
  /// It was sent, looked for long after and not found: the same key sends it again.
  case presumedNotApplied = "presumed_not_applied"
  /// It was done, and its answer could not be read back: the same key gives it.
  case answerUnread = "answer_unread"
  /// Another process holds the store.
  case ledgerBusy = "ledger_busy"
  /// The ledger cannot be written: no writes until it can.
  case ledgerUnavailable = "ledger_unavailable"
  /// What was asked for is not allowed here, whoever asks; nothing was sent.
  case policyDenied = "policy_denied"
  /// So much was written that the next write must wait.
  case budgetExhausted = "budget_exhausted"
  /// It needs a yes that it has not got; nothing was sent.
  case confirmationRequired = "confirmation_required"
  /// The yes belongs to another question, or came too late; nothing was sent.
  case confirmationRefused = "confirmation_refused"
  /// The user said no; nothing was sent.
  case declined
  /// What `expected_version` names has been changed since; nothing was sent.
  case versionConflict = "version_conflict"
  /// There is no request that takes the operation back, or it is an undoing itself.
  case cannotUndo = "cannot_undo"
  /// What the operation wrote is now another: undoing it would take somebody's change along.
  case changedSince = "changed_since"
  /// Several Workspaces are reachable, and none is chosen.
  case workspaceUnclear = "workspace_unclear"
  /// A defect of this program.
  case internalError = "internal_error"
}
