import APICore
import JSON
import SQLite

/// Spaces.
enum SpaceRoutes {
  static let routes: [Route: RouteFunction] = [:]
}
