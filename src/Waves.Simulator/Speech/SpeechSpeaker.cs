using System.Threading.Channels;
using Waves.Simulator.Analytics;
using Waves.Simulator.Books;
using Waves.Simulator.Limits;
using Waves.Simulator.Pacing;
using Waves.Simulator.Sockets;

namespace Waves.Simulator.Speech;

/// <summary>
/// Says the pieces of one socket in order. A segment whose successor is already there, or comes within the back-off,
/// gets no <c>complete</c> of its own: the turn goes on, and its last segment completes it (contract 4.1, pattern 1).
/// </summary>
internal sealed class SpeechSpeaker(
    RecordedSocket socket,
    ChannelReader<SpeechPiece> pieces,
    SpeechUnit unit,
    string sessionId,
    SpeechStudio studio,
    SimulatorSettings settings,
    SpeechRules rules,
    SimulatorBooks books,
    UsageLog usage,
    WorkDone work,
    TimeProvider time)
{
    public async Task RunAsync()
    {
        try
        {
            await foreach (var piece in pieces.ReadAllAsync(socket.Ended))
            {
                var frames = new SpeechFrames(sessionId, piece);
                await SayAsync(piece, frames);
                if (piece.Last)
                    await FinishAsync(piece, frames);
            }
        }
        catch (OperationCanceledException)
        {
            // The socket ended: nobody listens any more.
        }
    }

    private async Task SayAsync(SpeechPiece piece, SpeechFrames frames)
    {
        if (string.IsNullOrWhiteSpace(piece.Text))
            return;

        var cadence = settings.Cadence;
        var (segment, request) = (piece.Segment, piece.Request);
        var signal = studio.Record(request, piece.Text);
        var length = studio.LengthOf(piece.Text, request.Speed);
        var pacer = new AudioPacer(cadence, cadence.TimeToFirstAudio, time);
        var samples = new short[cadence.SpeechChunkBytes / 2];
        using var words = WordsOf(piece, length).GetEnumerator();
        var wordWaits = words.MoveNext();

        int count;
        while ((count = signal.Read(samples)) > 0)
        {
            socket.Ended.ThrowIfCancellationRequested();
            var chunk = TimeSpan.FromTicks(count * TimeSpan.TicksPerSecond / request.SampleRate);
            await pacer.WaitAsync(chunk, socket.Ended);
            await socket.SendTextAsync(frames.Chunk(samples.AsSpan(0, count)));
            work.AddAudioOut(chunk);

            for (; wordWaits && (words.Current.Start <= signal.Elapsed || signal.Position == signal.TotalSamples); wordWaits = words.MoveNext())
            {
                var word = words.Current;
                await socket.SendTextAsync(frames.Word(segment.NextWord++, word.Word, segment.Spoken + word.Start, segment.Spoken + word.End));
            }
        }

        segment.Spoken += length;
    }

    private async Task FinishAsync(SpeechPiece piece, SpeechFrames frames)
    {
        usage.Spoke(piece.Request, piece.Segment.Text, "ws", books.Group(LimitGroup.Tts).Current);
        var goesOn = await NextComesAsync(piece.Request.CompleteBackoff ?? settings.Cadence.CompleteBackoff);
        unit.End();
        if (goesOn)
            return;
        await socket.SendTextAsync(frames.Complete());
        if (settings.Cadence.CloseAfterComplete)
            await socket.CloseAsync(1000, "");
    }

    private async Task<bool> NextComesAsync(TimeSpan backoff)
    {
        if (pieces.TryPeek(out _))
            return true;
        if (backoff == TimeSpan.Zero)
            return false;

        using var patience = new CancellationTokenSource(backoff, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, socket.Ended);
        try
        {
            return await pieces.WaitToReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!socket.Ended.IsCancellationRequested)
        {
            return false;
        }
    }

    private IEnumerable<SpokenWord> WordsOf(SpeechPiece piece, TimeSpan length) =>
        piece.Request.WordTimestamps && rules.HasWordTimes(piece.Request) ? SpokenWord.Of(piece.Text, length) : [];
}
