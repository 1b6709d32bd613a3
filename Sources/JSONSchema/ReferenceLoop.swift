/// A reference that leads back to itself without going down into the value.
enum ReferenceLoop {
  /// The location of a node whose `$ref` and `allOf`, which always apply, lead back to it; nil
  /// where there is none. What applies only sometimes (`anyOf`, `if`) is bounded when a value is
  /// checked.
  static func find(in nodes: [Node]) -> String? {
    enum Mark { case new, open, done }
    var marks = [Mark](repeating: .new, count: nodes.count)
    for start in nodes.indices where marks[start] == .new {
      var stack: [(node: Int, next: Int, edges: [Int])] = [(start, 0, edges(of: nodes[start]))]
      marks[start] = .open
      while let top = stack.last {
        guard top.next < top.edges.count else {
          marks[top.node] = .done
          stack.removeLast()
          continue
        }
        stack[stack.count - 1].next += 1
        let target = top.edges[top.next]
        switch marks[target] {
        case .open: return nodes[target].location
        case .done: break
        case .new:
          marks[target] = .open
          stack.append((target, 0, edges(of: nodes[target])))
        }
      }
    }
    return nil
  }

  private static func edges(of node: Node) -> [Int] {
    node.keywords.flatMap { keyword -> [Int] in
      switch keyword {
      case .reference(let target): [target]
      case .allOf(let targets): targets
      default: []
      }
    }
  }
}
