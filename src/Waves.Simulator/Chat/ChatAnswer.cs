using Waves.Simulator.Wire;

namespace Waves.Simulator.Chat;

/// <summary>What the simulated model says: deterministic, of a length that can be set, as pieces of one token each.</summary>
/// <param name="Pieces">The content, token by token; empty when there is none.</param>
/// <param name="Call">The tool call, if any.</param>
/// <param name="FinishReason"><c>stop</c>, <c>length</c> or <c>tool_calls</c>.</param>
internal sealed record ChatAnswer(IReadOnlyList<string> Pieces, ToolCall? Call, string FinishReason)
{
    private static readonly string[] Filler = ["One", " moment,", " let", " me", " look."];

    private static readonly string[] Words =
    [
        "we", "open", "at", "seven", "and", "close", "at", "nine", "on", "most", "days", "of", "the", "week",
        "so", "come", "by", "whenever", "it", "suits", "you",
    ];

    public string? Content => Pieces.Count == 0 ? null : string.Concat(Pieces);

    public int Tokens => Pieces.Count + (Call?.Tokens ?? 0);

    public static ChatAnswer To(Prompt prompt, int tokens)
    {
        if (prompt.Tool is { } tool)
            return new ChatAnswer(prompt.WantsFiller ? Filler : [], ToolCall.Of(tool), "tool_calls");

        var pieces = prompt.WantsJson ? Json(prompt) : Sentence(prompt, tokens);
        var stopped = CutAtStop(pieces, prompt.Stops);
        return prompt.MaxTokens < stopped.Count
            ? new ChatAnswer([.. stopped.Take(prompt.MaxTokens.Value)], null, "length")
            : new ChatAnswer(stopped, null, "stop");
    }

    private static List<string> Sentence(Prompt prompt, int tokens)
    {
        var start = prompt.Question.Length % Words.Length;
        var pieces = new List<string>(tokens);
        for (var i = 0; i < tokens; i++)
        {
            var word = Words[(start + i) % Words.Length];
            pieces.Add(i == 0 ? char.ToUpperInvariant(word[0]) + word[1..] : i == tokens - 1 ? " " + word + "." : " " + word);
        }

        return pieces;
    }

    private static List<string> Json(Prompt prompt)
    {
        var text = WireJson.Text(new { answer = "We open at seven.", question = prompt.Question });
        return [.. text.Chunk(Prompt.CharactersPerToken).Select(static piece => new string(piece))];
    }

    /// <summary>Ends the text before the first stop string, which is not part of the answer.</summary>
    private static List<string> CutAtStop(List<string> pieces, IReadOnlyList<string> stops)
    {
        var text = string.Concat(pieces);
        var end = stops.Where(static stop => stop.Length > 0)
            .Select(stop => text.IndexOf(stop, StringComparison.Ordinal))
            .Where(static at => at >= 0)
            .DefaultIfEmpty(text.Length)
            .Min();

        var kept = new List<string>();
        foreach (var piece in pieces)
        {
            if (end <= 0)
                break;
            kept.Add(piece.Length <= end ? piece : piece[..end]);
            end -= piece.Length;
        }

        return kept;
    }
}
