import APICore
import JSON

/// A page of comments, newest first.
struct CommentPage {
  let comments: [JSONValue]
  /// How many the page after it has: the service does not say whether there are more, asking for
  /// them does, and spares the agent a call that finds nothing.
  private let countAfter: Int

  /// - Parameter missing: what it means that there is no such listing.
  init(
    of listing: CommentListing, after position: CommentPosition? = nil,
    reading workspace: WorkspaceReader, missing: ToolError? = nil
  ) throws(ToolError) {
    func page(_ position: CommentPosition?) throws(ToolError) -> [JSONValue] {
      try workspace.comments(listing.page(behind: position), missing)
    }
    let answered = try page(position)
    guard let size = listing.pageSize else {
      let rest = Self.sorted(answered, behind: position)
      comments = Array(rest.prefix(CommentListing.pageSize))
      countAfter = rest.count - comments.count
      return
    }
    comments = answered
    guard comments.count >= size, let end = CommentPosition(endOf: comments) else {
      countAfter = 0
      return
    }
    countAfter = try page(end).count
  }

  /// All of a thread comes at once, in an order that is not documented.
  private static func sorted(
    _ replies: [JSONValue], behind position: CommentPosition?
  ) -> [JSONValue] {
    func key(_ date: Milliseconds?, _ id: String?) -> (Int64, Int64) {
      (date?.rawValue ?? 0, id.flatMap { Int64($0) } ?? 0)
    }
    let keyed = replies.map { reply in
      (key: key(reply["date"]?.milliseconds, reply["id"]?.identifier), reply: reply)
    }.sorted { $0.key > $1.key }
    guard let position else { return keyed.map(\.reply) }
    let end = key(position.start, position.id)
    return keyed.filter { $0.key < end }.map(\.reply)
  }

  /// Where the next page begins, if there is one.
  var next: CommentPosition? { countAfter > 0 ? CommentPosition(endOf: comments) : nil }

  /// That these are not all; nil where they are.
  var notice: String? {
    guard countAfter > 0 else { return nil }
    let all = comments.count + countAfter
    let isCounted = countAfter < CommentListing.pageSize
    return "\(comments.count) of \(isCounted ? "\(all)" : "\(all) or more") comments "
      + "are shown, the newest: `list_comments` with the same `task_id` and `comments_cursor` as "
      + "`cursor` goes on"
  }
}

extension WorkspaceReader {
  /// - Parameter missing: what it means that there is no such listing.
  func comments(
    _ page: ReadRequest, _ missing: ToolError?
  ) throws(ToolError) -> [JSONValue] {
    do throws(ToolError) { return try fetch(page)["comments"]?.array ?? [] } catch {
      guard error.code == .notFound, let missing else { throw error }
      throw missing
    }
  }
}

extension CommentPosition {
  /// nil where that is neither a date nor an ID, as in a cursor that nobody gave.
  private init?(start: JSONValue?, id: JSONValue?) {
    guard let start = start?.milliseconds, start >= 0, let id = id?.identifier, !id.isEmpty
    else { return nil }
    self.init(start: start, id: id)
  }

  init?(_ place: JSONValue) { self.init(start: place["start"], id: place["start_id"]) }

  /// Behind the last comment of a page.
  init?(endOf page: [JSONValue]) { self.init(start: page.last?["date"], id: page.last?["id"]) }

  var place: JSONValue { ["start": .string(start.wire), "start_id": .string(id)] }
}
