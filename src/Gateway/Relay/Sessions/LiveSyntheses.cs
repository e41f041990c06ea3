using Gateway.Admission;

namespace Gateway.Relay.Sessions;

/// <summary>Pieces of work on open sockets that were admitted apart from their socket.</summary>
internal sealed class LiveSyntheses(RelaySessions sessions) : ILiveWork
{
    public void AddTo(ISet<string> works)
    {
        foreach (var session in sessions.Live)
        {
            if (session.Conversation.LeasedWorkId is { } work)
                works.Add(work);
        }
    }
}
