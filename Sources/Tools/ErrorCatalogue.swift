import APICore

/// What each code means and what to do about it, for documents: the message of an error says both
/// of its own case.
extension ErrorCode {
  /// What has happened; a clause without full stop.
  public var meaning: String { words.meaning }

  /// The one next step; a clause without full stop.
  public var step: String { words.step }

  private var words: (meaning: String, step: String) {
    switch self {
    case .invalidArguments:
      ("the arguments break the schema or a rule of the workspace", "mend all `violations`")
    case .notFound:
      ("nothing here has that ID or name, or this user cannot see it", "look it up and call again")
    case .ambiguous:
      ("a name fits several things", "give the ID of the one that is meant, from the message")
    case .refusedByService:
      ("ClickUp refused the request; its own words are in the message", "do as they say")
    case .notSetUp:
      ("no token is there, or ClickUp does not take it", "the operator sets it; see `doctor`")
    case .invalidKey:
      ("the key has a form that no key has", "choose another key and call again")
    case .placeholderKey:
      ("the key is a sample out of documentation", "choose a key of your own and call again")
    case .keyConflict:
      (
        "the key was used for another change",
        "send that change's arguments again, or use a new key for this one"
      )
    case .keyExpired:
      ("it was done under this key, and its answer is not kept any more", "read what it made")
    case .planRefused:
      (
        "the plan is expired, is for other arguments, or what it was made from has changed",
        "call with `dry_run` again"
      )
    case .inProgress:
      ("another call is carrying out the same change", "wait and call again with the same key")
    case .outcomeUnknown:
      ("it may have happened: the answer was lost", "call again with the same key: it looks first")
    case .needsReview:
      (
        "it may have happened, and looking does not tell",
        "a person decides: `resolve_operation` or `taskledger ledger resolve`"
      )
    case .presumedNotApplied:
      ("it was sent, looked for long after, and not found", "the same key sends it again")
    case .answerUnread:
      ("it was done, and its answer could not be read back", "call again with the same key")
    case .ledgerBusy:
      ("another process holds the store", "call again with the same key")
    case .ledgerUnavailable:
      (
        "the ledger cannot be written, so nothing else is",
        "reads go on; the operator runs `taskledger doctor`"
      )
    case .policyDenied:
      ("it is not allowed here, whoever asks", "do without it, or ask the operator")
    case .budgetExhausted:
      ("as much was written as the policy allows for now", "wait as long as `retry` says")
    case .confirmationRequired:
      ("it needs a yes from a person", "show the plan; after a yes, pass its `plan_id`")
    case .confirmationRefused:
      ("the yes belongs to another question, or came too late", "call again, to be asked anew")
    case .declined:
      ("the user said no", "leave it, unless the user asks for it")
    case .versionConflict:
      ("it has changed since `expected_version` was read", "read it again and decide anew")
    case .cannotUndo:
      ("no request takes that operation back", "mend it with a write of its own")
    case .changedSince:
      (
        "what it wrote is something else by now, which undoing would take along",
        "undo the later changes first, or ask the user"
      )
    case .workspaceUnclear:
      ("several Workspaces are there, and none is chosen", "the operator says `--workspace ID`")
    case .internalError:
      ("a defect of taskledger", "report it with its message")
    }
  }
}
