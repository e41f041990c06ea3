using Gateway.Policies.Contracts;
using Gateway.Policies.Validation.Json;

namespace Gateway.Policies.Validation;

/// <summary>
/// What a chat request looks like (waves-api 2.5). Judged is what the upstream is documented to refuse, and the three
/// booleans that the gateway itself acts on; everything else is handed to the model.
/// </summary>
internal static class ChatShape
{
    private const int MaxMessages = 200;
    private const int MaxTools = 64;
    private const int MaxStops = 4;
    private const int MaxTopLogprobs = 20;

    private static readonly OptionSet Function = new("function");

    private static readonly ObjectValue ToolCall = new(
        new("id", new TextValue()),
        new("type", new OptionValue(Function)),
        new("function", new ObjectValue(
            new("name", new TextValue()),
            new("arguments", new TextValue()))));

    private static readonly ObjectValue Message = new(
        new("role", new OptionValue(new("system", "user", "assistant", "tool")), isRequired: true),
        // Text only: no parts, no images (2.5). Null stands beside tool_calls.
        new("content", new TextValue()),
        new("tool_calls", new ArrayValue(ToolCall)),
        new("tool_call_id", new TextValue()));

    private static readonly ObjectValue ChosenTool = new(
        new("type", new OptionValue(Function), isRequired: true),
        new("function", new ObjectValue(new JsonField("name", new TextValue(), isRequired: true)), isRequired: true));

    /// <summary>Body of L1.</summary>
    public static ObjectValue Request { get; } = new(
        new("model", new OptionValue(new(ModelNames.Electron)) { Fact = Fact.Model }, isRequired: true),
        new("messages", new ArrayValue(Message) { Min = 1, Max = MaxMessages }, isRequired: true),
        new("stream", new FlagValue { Fact = Fact.Streams }),
        new("stream_options", new ObjectValue(new JsonField("include_usage", new FlagValue { Fact = Fact.IncludesUsage }))),
        new("temperature", new NumberValue(0, 2)),
        new("top_p", new NumberValue(0, 1)),
        new("max_tokens", new NumberValue(1, double.PositiveInfinity) { IsInteger = true }),
        // Forwarded verbatim, whatever their schemas say.
        new("tools", new ArrayValue(new ObjectValue()) { Max = MaxTools }),
        new("tool_choice", new EitherValue(new OptionValue(new("auto", "required", "none")), ChosenTool)),
        new("response_format", new ObjectValue(new JsonField("type", new OptionValue(new("text", "json_object")), isRequired: true))),
        new("stop", new EitherValue(new TextValue(), new ArrayValue(new TextValue()) { Max = MaxStops })),
        new("logprobs", new FlagValue { Fact = Fact.Logprobs }),
        new("top_logprobs", new NumberValue(0, MaxTopLogprobs) { IsInteger = true, Fact = Fact.TopLogprobs }),
        new("presence_penalty", new NumberValue(-2, 2)),
        new("frequency_penalty", new NumberValue(-2, 2)),
        new("n", new NumberValue(1, 1) { IsInteger = true, TooBig = "n > 1 is not supported" }),
        new("prompt_logprobs", new RefusedValue("prompt_logprobs is not supported")))
    {
        Across = JudgeLogprobs,
    };

    private static void JudgeLogprobs(ref Findings findings)
    {
        if (findings.Has(Fact.TopLogprobs) && !findings.Has(Fact.Logprobs))
            findings.Add(Zod.Custom("top_logprobs requires logprobs to be true", "top_logprobs"));
    }
}
