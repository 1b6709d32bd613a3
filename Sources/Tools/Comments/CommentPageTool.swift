import APICore
import JSON

/// A tool that reads a page of comments, newest first, or the next part of a long one.
protocol CommentPageTool: ReadTool where Arguments == PageOfComments<Site> {
  /// What says where they are.
  associatedtype Site: Decodable & Sendable
  /// What the answer calls them.
  static var member: String { get }

  static func listing(
    _ site: Site, reading workspace: WorkspaceReader
  ) throws(ToolError) -> CommentListing

  /// What it means that the service has no such listing; nil where it says that itself.
  static func missing(_ site: Site) -> ToolError?

  /// Refuses a cursor of a tool that is easily taken for this one.
  static func refuse(_ cursor: String, _ context: ToolContext) throws(ToolError)
}

struct PageOfComments<Site: Decodable & Sendable>: Decodable, Sendable {
  let site: Site
  let cursor: String?

  enum CodingKeys: String, CodingKey {
    case cursor
  }

  init(from decoder: any Decoder) throws {
    site = try Site(from: decoder)
    cursor = try decoder.container(keyedBy: CodingKeys.self)
      .decodeIfPresent(String.self, forKey: .cursor)
  }
}

extension CommentPageTool {
  static var member: String { "comments" }

  static func missing(_ site: Site) -> ToolError? { nil }

  static func refuse(_ cursor: String, _ context: ToolContext) throws(ToolError) {}

  static func run(
    _ arguments: Arguments, _ context: ToolContext, reading workspace: WorkspaceReader
  ) throws(ToolError) -> JSONValue {
    let place = try arguments.cursor.map { cursor throws(ToolError) in
      try refuse(cursor, context)
      return try Cursor.read(cursor, context, as: { PlaceInComments($0) })
    }
    let listing = try listing(arguments.site, reading: workspace)
    var position: CommentPosition?
    switch place {
    case .text(let place):
      let start = place.date.flatMap { CommentPosition(before: place.id, dated: $0) }
      let page = try workspace.comments(listing.page(behind: start), missing(arguments.site))
      return try readOn(place, in: page, context)
    case .page(let start): position = start
    case nil: break
    }
    let page = try CommentPage(
      of: listing, after: position, reading: workspace, missing: missing(arguments.site))
    return TextReading.fitting(context.query) { reading in
      answer(
        page.comments, next: page.next.map { Cursor.make($0.place, context) }, context, reading)
    }
  }

  /// The next part of one comment.
  private static func readOn(
    _ place: LongText.Position, in comments: [JSONValue], _ context: ToolContext
  ) throws(ToolError) -> JSONValue {
    let comment = comments.first { $0["id"]?.identifier == place.id }
    _ = try place.check(comment.flatMap(CommentOutput.text))
    return TextReading.fitting(context.query, from: place) { reading in
      answer([comment].compactMap(\.self), next: nil, context, reading)
    }
  }

  private static func answer(
    _ comments: [JSONValue], next: String?, _ context: ToolContext, _ reading: TextReading
  ) -> JSONValue {
    let shown = comments.map { CommentOutput.lean($0, context, reading) }
    // In the middle of one comment, its next part is what comes next.
    let next = reading.place == nil ? next : shown.first?["cut"]?["cursor"]?.string
    let notice = TextReading.notice(
      of: shown, text: "a comment", next: "`\(context.tool)` with the same arguments")
    return .present([
      member: .array(shown), "has_more": .bool(next != nil),
      "cursor": next.map(JSONValue.string), "notice": notice.map(JSONValue.string),
    ])
  }
}

/// What a cursor of such a tool names: where a page begins, or the next part of a comment.
private enum PlaceInComments {
  case page(CommentPosition)
  case text(LongText.Position)

  init?(_ place: JSONValue) {
    if let text = LongText.Position(place) {
      guard text.date.flatMap({ CommentPosition(before: text.id, dated: $0) }) != nil
      else { return nil }
      self = .text(text)
    } else if let page = CommentPosition(place) {
      self = .page(page)
    } else {
      return nil
    }
  }
}
