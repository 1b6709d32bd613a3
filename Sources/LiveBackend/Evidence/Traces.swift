import APICore

/// How the writes of an operation are found again, by what it declares.
enum Traces {
  static func trace(of route: Route) -> any WriteTrace {
    switch route.trace {
    case .createdTask: CreatedTask()
    case .createdComment: CreatedComment()
    case .createdTimeEntry: CreatedTimeEntry()
    case .startedTimer: StartedTimeEntry()
    case .trackedTime: TrackedTime()
    case .listed(let listing, let member, let wrapper):
      CreatedContainer(listing: listing, name: member, wrapper: wrapper)
    case .changed: change(of: route)
    case .moved: ChangeTrace.moveTask
    case .fieldValue:
      route.effect == .takesOff ? ChangeTrace.removeFieldValue : ChangeTrace.setFieldValue
    case .stoppedTimer: TimerStop()
    case .tie(let relation): ChangeTrace.tie(relation, isMade: route.effect == .relates)
    case .gone: deletion(of: route)
    case .resource(let resource):
      switch route.effect {
      case .makes:
        resource.named == nil ? CreatedResource(resource: resource) : ChangeTrace.making(resource)
      case .removes: Deletion.resource(resource)
      default: ChangeTrace.resource(resource)
      }
    case .none(let reason): NoTrace(reason: reason)
    }
  }

  private static func change(of route: Route) -> any WriteTrace {
    switch route.subject?.kind {
    case .task: ChangeTrace.updateTask
    case .timeEntry: ChangeTrace.updateTimeEntry
    case .trackedTime: ChangeTrace.editTrackedTime
    case .comment: ListedCommentTrace { ChangeTrace.comment($0) }
    // Named one by one, so that a kind that is added has to say by what its writes are found.
    case .space, .folder, .list, .field, .tag, .checklist, .checklistItem, nil:
      unknown(route)
    }
  }

  private static func deletion(of route: Route) -> any WriteTrace {
    switch route.subject?.kind {
    case .task: Deletion.task
    case .timeEntry: Deletion.timeEntry
    case .trackedTime: Deletion.trackedTime
    case .comment: ListedCommentTrace { Deletion.comment($0) }
    case .space, .folder, .list, .field, .tag, .checklist, .checklistItem, nil: unknown(route)
    }
  }

  private static func unknown(_ route: Route) -> any WriteTrace {
    NoTrace(reason: "nothing is known of how writes to \(route) show; look for yourself")
  }
}
