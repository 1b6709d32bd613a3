import APICore
import JSON
import Ledger

/// A tool that posts a comment: where, is all that it says.
protocol PostingTool: WriteTool where Arguments == NewComment<Site> {
  associatedtype Site: SpotArguments
  static var route: Route { get }
}

/// What a comment is posted with, and where.
struct NewComment<Site: SpotArguments>: Decodable, Sendable {
  let site: Site
  let commentText: String
  let assignee: Naming<Member>?
  let notifyAll: Bool?

  enum CodingKeys: String, CodingKey {
    case assignee
    case commentText = "comment_text"
    case notifyAll = "notify_all"
  }

  init(from decoder: any Decoder) throws {
    site = try Site(from: decoder)
    let members = try decoder.container(keyedBy: CodingKeys.self)
    commentText = try members.decode(String.self, forKey: .commentText)
    assignee = try members.decodeIfPresent(Naming.self, forKey: .assignee)
    notifyAll = try members.decodeIfPresent(Bool.self, forKey: .notifyAll)
  }
}

extension PostingTool {
  static var routes: Set<Route> { [route] }

  private static var isReply: Bool { route == .createThreadedComment }

  static func plan(
    _ arguments: Arguments, _ context: ToolContext, reading workspace: WorkspaceReader
  ) throws(ToolError) -> PlannedWrite {
    if let problem = NameArgument.problem(of: arguments.commentText, in: "comment_text") {
      throw ToolError(
        argument: "comment_text", "\(problem); write what the comment should say")
    }
    let spot = try arguments.site.spot(showing: nil, reading: workspace)
    var understood = spot.understood
    // The published document requires `notify_all`.
    var body: JSONObject = [
      "comment_text": .string(arguments.commentText),
      "notify_all": .bool(arguments.notifyAll ?? false),
    ]
    // As recorded, and so that the document has it, which requires it of Lists.
    if route == .createListComment { body["assignee"] = .null }
    if let assignee = arguments.assignee {
      let member = try workspace.member(assignee)
      body["assignee"] = member.wireID
      understood["assignee"] = member.lean
    }
    return PlannedWrite(
      spot.request(route, body: .json(.object(body))), targets: spot.targets,
      understood: understood,
      undo: .deleting(isReply ? "the reply" : "the comment") { made in
        var names = spot.names
        if isReply { names["parent_comment_id"] = names["comment_id"] }
        names["comment_id"] = made["id"]?.identifier
        names["date"] = made["date"]?.identifier
        guard ListedComment(at: names) != nil else { return nil }
        return (Watched(.comment, names), WriteRequest(.deleteComment, at: names))
      })
  }

  static func output(
    _ sent: SentWrite, _ arguments: Arguments, _ context: ToolContext,
    reading workspace: WorkspaceReader
  ) throws(ToolError) -> JSONValue {
    let names = sent.request.names.mapValues(JSONValue.string)
    return .present([
      "id": TaskOutput.id(sent.response["id"]), "task_id": names["task_id"],
      "list_id": names["list_id"], "reply_to": isReply ? names["comment_id"] : nil,
      "comment_text": .string(arguments.commentText),
      "assignee": TaskOutput.id(sent.request.members["assignee"]).map { ["id": $0] },
      "date": context.text(of: sent.response["date"]),
    ])
  }
}
