namespace Gateway.Relay.Sessions;

/// <summary>A session in the register.</summary>
/// <param name="Info">What may be shown of it.</param>
/// <param name="Session">The session.</param>
/// <param name="Conversation">What is spoken in it.</param>
internal sealed record LiveSession(RelaySessionInfo Info, RelaySession Session, Conversations.Conversation Conversation)
{
    /// <summary>Ends it because the process ends.</summary>
    public void EndForRestart() => Session.End(RelayEnding.Drained(Conversation.RestartLastWord()));
}
