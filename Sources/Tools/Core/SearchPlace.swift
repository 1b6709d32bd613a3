import APICore
import JSON

/// Where a page of `search_tasks` ended, as its cursor keeps it.
///
/// In the orders that tasks have by themselves it is the last task's place, so that writes between
/// two pages neither hide nor repeat what they did not touch. Relevance has no places, only ranks.
enum SearchPlace: Sendable, Hashable {
  case rank(Int)
  case behind(TaskQuery.Position)

  /// More tasks than a Workspace holds; a page further out can only be made up.
  private static let ranks: ClosedRange<Int64> = 0...1_000_000_000

  /// nil for what no page ended with.
  init?(_ place: JSONValue) {
    if let rank = place["offset"]?.integer, Self.ranks.contains(rank) {
      self = .rank(Int(rank))
    } else if let key = place["key"], let row = place["row"]?.integer,
      key.string != nil || key.integer != nil || key.isNull
    {
      self = .behind(TaskQuery.Position(key: key, row: row))
    } else {
      return nil
    }
  }

  /// - Parameter count: how many tasks of the page are shown.
  init(after count: Int, of page: TaskPage, _ query: TaskQuery) {
    if count == page.tasks.count, let end = page.end {
      self = .behind(end)
    } else if count > 0, page.places.count >= count {
      self = .behind(page.places[count - 1])
    } else {
      self = .rank(query.offset + count)
    }
  }

  var json: JSONValue {
    switch self {
    case .rank(let rank): ["offset": .integer(Int64(rank))]
    case .behind(let place): ["key": place.key, "row": .integer(place.row)]
    }
  }
}

/// What a cursor of `search_tasks` keeps.
struct SearchStart: Sendable {
  let place: SearchPlace
  /// Of where the Workspace's own spellings of statuses and tags were asked for, if they were: the
  /// pages of one search ask for the same.
  let spelled: SearchNames.Extent?

  init(place: SearchPlace, spelled: SearchNames.Extent?) {
    self.place = place
    self.spelled = spelled
  }

  init?(_ start: JSONValue) {
    guard let place = SearchPlace(start) else { return nil }
    let spelled = start["spelled"]?.string.flatMap(SearchNames.Extent.init(rawValue:))
    self.init(place: place, spelled: spelled)
  }

  var json: JSONValue {
    var start = place.json
    start["spelled"] = spelled.map { .string($0.rawValue) }
    return start
  }
}

extension TaskQuery {
  mutating func begin(at place: SearchPlace) {
    switch place {
    case .rank(let rank): offset = rank
    case .behind(let place): after = place
    }
  }
}
