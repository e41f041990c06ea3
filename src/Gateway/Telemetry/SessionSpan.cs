using System.Diagnostics;
using Gateway.Edge;
using Microsoft.AspNetCore.Http.Features;

namespace Gateway.Telemetry;

/// <summary>
/// A socket in its trace: a session is idle for most of its life, so what happens in it are events of its span, and a
/// summary stands on it at the end. Does nothing where nobody listens. Thread-safe.
/// </summary>
internal sealed class SessionSpan
{
    /// <summary>Answers that are told one by one; the summary counts all.</summary>
    public const int MaxAnswers = 100;

    private readonly Activity _span;
    private int _answers;

    private SessionSpan(Activity span) => _span = span;

    /// <summary>That of a request; null where nobody listens.</summary>
    public static SessionSpan? Of(HttpContext context) =>
        context.Feature<IHttpActivityFeature>()?.Activity is { IsAllDataRequested: true } span ? new(span) : null;

    /// <summary>Both sides are connected.</summary>
    public void Connected() => _span.AddEvent(new("session.connected"));

    /// <summary>An answer inside the session is over.</summary>
    /// <param name="first">Until its first audio; null without any.</param>
    /// <param name="gap">Longest between two pieces of audio.</param>
    /// <param name="underrun">Silence inside it.</param>
    public void Answered(TimeSpan? first, TimeSpan gap, TimeSpan underrun)
    {
        if (Interlocked.Increment(ref _answers) > MaxAnswers)
            return;
        var tags = new ActivityTagsCollection();
        if (first is { } heard)
        {
            tags["gateway.audio.first_ms"] = (long)heard.TotalMilliseconds;
            tags["gateway.audio.gap_ms"] = (long)gap.TotalMilliseconds;
            tags["gateway.audio.underrun_ms"] = (long)underrun.TotalMilliseconds;
        }
        _span.AddEvent(new("session.answered", tags: tags));
    }

    /// <summary>The session is over.</summary>
    /// <param name="cause">As in the metrics.</param>
    /// <param name="framesUp">Data frames of the client.</param>
    /// <param name="framesDown">Data frames of the upstream.</param>
    /// <param name="results">Syntheses, final transcripts or answers.</param>
    public void Ended(string cause, long framesUp, long framesDown, int results)
    {
        _span.AddEvent(new("session.ended"));
        _span.SetTag("gateway.session.cause", cause);
        _span.SetTag("gateway.session.frames_up", framesUp);
        _span.SetTag("gateway.session.frames_down", framesDown);
        _span.SetTag("gateway.session.results", results);
    }
}
