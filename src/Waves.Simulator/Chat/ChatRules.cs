using System.Text.Json;
using Waves.Simulator.Wire;

namespace Waves.Simulator.Chat;

/// <summary>What L1 refuses (contract 2.5). Fields that stand nowhere in it pass.</summary>
internal static class ChatRules
{
    private const int MaxMessages = 200;
    private const int MaxTools = 64;
    private const int MaxStops = 4;

    private static readonly string[] Models = ["electron"];
    private static readonly string[] Roles = ["system", "user", "assistant", "tool"];
    private static readonly string[] Formats = ["text", "json_object"];
    private static readonly string[] Choices = ["auto", "required", "none"];

    private static readonly (string Field, double Least, double Most)[] Ranges =
    [
        ("temperature", 0, 2),
        ("top_p", 0, 1),
        ("max_tokens", 1, int.MaxValue),
        ("top_logprobs", 0, 20),
        ("presence_penalty", -2, 2),
        ("frequency_penalty", -2, 2),
    ];

    /// <returns>The details of a refusal; none when the body is fine.</returns>
    public static IEnumerable<object> Judge(JsonElement body) => Model(body).Concat(Messages(body)).Concat(Numbers(body)).Concat(Lists(body)).Concat(Switches(body));

    private static IEnumerable<object> Model(JsonElement body)
    {
        if (body.FindText("model") is not { } model)
            yield return ChatIssue.Missing("model", "string");
        else if (!Models.Contains(model))
            yield return ChatIssue.Enum("model", model, Models);
    }

    private static IEnumerable<object> Messages(JsonElement body)
    {
        if (body.Find("messages") is not { ValueKind: JsonValueKind.Array } messages)
        {
            yield return ChatIssue.Missing("messages", "array");
            yield break;
        }

        if (messages.GetArrayLength() == 0)
            yield return ChatIssue.TooSmall("messages", 1, "array", "Array must contain at least 1 element(s)");
        if (messages.GetArrayLength() > MaxMessages)
            yield return TooMany("messages", MaxMessages);

        var index = 0;
        foreach (var message in messages.EnumerateArray().Take(MaxMessages))
        {
            if (message.FindText("role") is not { } role)
                yield return ChatIssue.Missing(FormattableString.Invariant($"messages.{index}.role"), "string");
            else if (!Roles.Contains(role))
                yield return ChatIssue.Enum(FormattableString.Invariant($"messages.{index}.role"), role, Roles);

            // Text only: no parts, no pictures, no sound.
            if (message.Find("content") is { ValueKind: not JsonValueKind.String } content)
                yield return ChatIssue.Type(FormattableString.Invariant($"messages.{index}.content"), "string", KindName(content));
            index++;
        }
    }

    private static IEnumerable<object> Numbers(JsonElement body)
    {
        foreach (var (field, least, most) in Ranges)
        {
            if (body.Find(field) is not { } value)
                continue;
            if (value.ValueKind != JsonValueKind.Number)
                yield return ChatIssue.Type(field, "number", KindName(value));
            else if (value.GetDouble() < least)
                yield return ChatIssue.TooSmall(field, least, "number", FormattableString.Invariant($"Number must be greater than or equal to {least}"));
            else if (value.GetDouble() > most)
                yield return ChatIssue.TooBig(field, most, "number", FormattableString.Invariant($"Number must be less than or equal to {most}"));
        }

        if (body.Find("top_logprobs") is not null && !body.FindFlag("logprobs"))
            yield return ChatIssue.Custom("top_logprobs", "top_logprobs needs logprobs");
    }

    private static IEnumerable<object> Lists(JsonElement body)
    {
        if (body.Find("tools") is { ValueKind: JsonValueKind.Array } tools && tools.GetArrayLength() > MaxTools)
            yield return TooMany("tools", MaxTools);
        if (body.Find("stop") is { ValueKind: JsonValueKind.Array } stops && stops.GetArrayLength() > MaxStops)
            yield return TooMany("stop", MaxStops);
    }

    private static IEnumerable<object> Switches(JsonElement body)
    {
        if (body.FindNumber("n") > 1)
            yield return ChatIssue.Custom("n", "n > 1 is not supported");
        if (body.Find("prompt_logprobs") is not null)
            yield return ChatIssue.Custom("prompt_logprobs", "prompt_logprobs is not supported");
        if (body.Find("response_format")?.FindText("type") is { } format && !Formats.Contains(format))
            yield return ChatIssue.Enum("response_format.type", format, Formats);
        if (body.FindText("tool_choice") is { } choice && !Choices.Contains(choice))
            yield return ChatIssue.Enum("tool_choice", choice, Choices);
    }

    private static object TooMany(string field, int most) =>
        ChatIssue.TooBig(field, most, "array", FormattableString.Invariant($"Array must contain at most {most} element(s)"));

    private static string KindName(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.True or JsonValueKind.False => "boolean",
        var kind => kind.ToString().ToLowerInvariant(),
    };
}
