import APICore
import JSON
import Ledger

/// `update_comment`: what is given of a comment: its text, whose to-do it is, whether that is done.
enum UpdateComment: WriteTool {
  static let routes: Set<Route> = [.updateComment]

  struct Arguments: Decodable, Sendable {
    let comment: OnCommentOrReply
    let commentText: String?
    let assignee: Naming<Member>?
    let resolved: Bool?

    enum CodingKeys: String, CodingKey {
      case assignee, resolved
      case commentText = "comment_text"
    }

    init(from decoder: any Decoder) throws {
      comment = try OnCommentOrReply(from: decoder)
      let members = try decoder.container(keyedBy: CodingKeys.self)
      commentText = try members.decodeIfPresent(String.self, forKey: .commentText)
      assignee = try members.decodeIfPresent(Naming.self, forKey: .assignee)
      resolved = try members.decodeIfPresent(Bool.self, forKey: .resolved)
    }
  }

  static let clearings = ["assignee": Clearing(argument: "assignee", value: "none")]

  static func plan(
    _ arguments: Arguments, _ context: ToolContext, reading workspace: WorkspaceReader
  ) throws(ToolError) -> PlannedWrite {
    guard arguments.commentText != nil || arguments.assignee != nil || arguments.resolved != nil
    else { throw .nothingToChange(["comment_text", "assignee", "resolved"]) }
    let spot = try arguments.comment.spot(showing: nil, reading: workspace)
    let old = CommentState(spot.thing)
    var new = old
    var understood = spot.understood
    var problems = Problems()
    if let text = arguments.commentText {
      problems.check(try refuseInvisible(text))
      new.text = text
    }
    if let assignee = arguments.assignee {
      let member = assignee.says("none") ? nil : problems.value(try workspace.member(assignee))
      new.assignee = member?.wireID ?? .null
      understood["assignee"] = member?.lean
      // What is nobody's to do is not done either: the service does not show it then.
      if new.assignee.isNull { new.isResolved = false }
    }
    if let resolved = arguments.resolved { new.isResolved = resolved }
    try problems.throwIfAny()
    guard !new.isResolved || !new.assignee.isNull else {
      throw ToolError(
        argument: "resolved",
        "`resolved` is for a comment that is somebody's to-do, and this one is nobody's; nothing "
          + "was changed; give `assignee` as well, or leave `resolved` out")
    }
    return PlannedWrite(
      spot.request(.updateComment, body: .json(.object(new.body(over: old)))),
      targets: spot.targets, understood: understood, undo: .restoringComment(at: spot))
  }

  private static func refuseInvisible(_ text: String) throws(ToolError) {
    guard let problem = NameArgument.problem(of: text, in: "comment_text") else { return }
    throw ToolError(
      argument: "comment_text",
      "\(problem); write what the comment should say, or delete it with `delete_comment`")
  }

  static func output(
    _ sent: SentWrite, _ arguments: Arguments, _ context: ToolContext,
    reading workspace: WorkspaceReader
  ) throws(ToolError) -> JSONValue {
    let names = sent.request.names
    let place: [String: JSONValue?] = [
      "task_id": names["task_id"].map(JSONValue.string),
      "list_id": names["list_id"].map(JSONValue.string),
      "reply_to": names["parent_comment_id"].map(JSONValue.string),
    ]
    guard let listed = ListedComment(at: names), let listing = CommentListing(of: names),
      let comment = listed.found(in: try workspace.fetch(listed.page))
    else {
      let words = "the service accepted the request, but no such comment is shown where it was"
      return .present(place.merging(["differs": .array([.string(words)])]) { $1 })
    }
    // The text as it was asked for: what is sent of one may carry a mark.
    let differences = differences(
      of: CommentState(comment), from: sent.request.members, text: arguments.commentText)
    let (tool, argument) = listing.reader
    return TextReading.fitting(context.query.handed(to: tool, with: [argument])) { reading in
      var answer = CommentOutput.lean(comment, context, reading)
      for (name, value) in place { answer[name] = value }
      if !differences.isEmpty { answer["differs"] = .array(differences.map(JSONValue.string)) }
      let notice = TextReading.notice(
        of: [answer], text: "a comment", next: "`\(tool)` with the same `\(argument)`")
      return answer.noting([notice].compactMap(\.self))
    }
  }

  private static func differences(
    of stored: CommentState, from sent: JSONObject, text: String?
  ) -> [String] {
    var differences: [String] = []
    if let text, text.trimmingBlanks != stored.text.trimmingBlanks {
      differences.append(
        "`comment_text`: asked for \(quoted(text, atMost: 80)), stored is "
          + quoted(stored.text, atMost: 80))
    }
    for (name, now) in [("assignee", stored.assignee), ("resolved", .bool(stored.isResolved))] {
      guard let wanted = sent[name].map(words), wanted != words(now) else { continue }
      differences.append("`\(name)`: asked for \(wanted), stored is \(words(now))")
    }
    return differences
  }

  private static func words(_ value: JSONValue) -> String {
    value.identifier ?? (value.isNull ? "none" : value.canonicalString)
  }
}

extension UndoPlan {
  /// Undoing sends a whole comment, so all that is sent must stand as the write left it.
  fileprivate static func restoringComment(at spot: Spot) -> UndoPlan {
    let watched = Watched(
      .comment, spot.names, members: ["comment", "comment_text", "assignee", "resolved"])
    let before = watched.compared(.object(StateReading.state(ofComment: spot.thing)))
    let old = CommentState(spot.thing)
    return .restoring(watched, before: before) { after, changed in
      let now = CommentState(after)
      var wanted = now
      if changed.contains("comment_text") { wanted.text = old.text }
      if changed.contains("assignee") { wanted.assignee = old.assignee }
      if changed.contains("resolved") { wanted.isResolved = old.isResolved }
      let names = changed.subtracting(["comment"]).sorted().map { "`\($0)`" }
      return Inverse(
        effect: "puts the old values of \(names.joined(separator: ", ")) back",
        lost: old.isFormatted && changed.contains("comment")
          ? ["the format of the old text, and whom it mentions"] : [],
        request: spot.request(.updateComment, body: .json(.object(wanted.body(over: now)))))
    }
  }
}
