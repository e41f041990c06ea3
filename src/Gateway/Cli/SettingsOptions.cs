using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text.Json.Nodes;
using Gateway.Policies.Keys;

namespace Gateway.Cli;

/// <summary>
/// The options that describe a key or a team. What is given on the command line becomes a JSON merge patch, so that
/// making and changing are the same thing: a patch of the defaults, or of what exists.
/// </summary>
internal sealed class SettingsOptions
{
    private readonly List<(Option Option, Action<ParseResult, JsonObject> Apply)> _options = [];

    private SettingsOptions()
    {
    }

    /// <summary>The options of a key.</summary>
    public static SettingsOptions ForKeys()
    {
        var options = new SettingsOptions();
        options.AddList("--scope", "scopes", "Limit group (chat, tts, stt, stt-live, s2s, clone, pca, management), endpoint id or analytics. Default: all but analytics.");
        options.AddList("--model", "models", "Model that may be used. Default: all.");
        options.AddList("--voice", "voices", "Voice that may be used. Default: all.");
        options.AddList("--region", "regions", "Upstream region that may be used. Default: all.");
        options.AddList("--origin", "origins", "Web origin whose pages may use it: https://app.example.com. Default: any.");
        options.AddList("--network", "networks", "Network from which it may be used: 10.0.0.0/8. Default: any.");
        options.AddShared();
        options.Add("--expires", "expiresAt", "When it ends: 2027-01-31, 2027-01-31T12:00:00Z, or from now on: 24h, 30d.", ParseExpiry, value => value);
        return options;
    }

    /// <summary>The options of a team.</summary>
    public static SettingsOptions ForTeams()
    {
        var options = new SettingsOptions();
        options.Add("--description", "description", "For people.", Text, value => value);
        options.AddShared();
        return options;
    }

    /// <summary>Adds the options to a verb.</summary>
    public void AddTo(Command command)
    {
        foreach (var (option, _) in _options)
            command.Options.Add(option);
    }

    /// <summary>What the command line says, as a merge patch; empty when it says nothing.</summary>
    public JsonObject PatchOf(ParseResult parsed)
    {
        var patch = new JsonObject();
        foreach (var (option, apply) in _options)
        {
            if (parsed.GetResult(option) is { Implicit: false })
                apply(parsed, patch);
        }
        return patch;
    }

    /// <summary>Sets a member, making the objects on the way: <c>limits.slots</c>.</summary>
    public static void Set(JsonObject target, string path, JsonNode? value)
    {
        var names = path.Split('.');
        foreach (var name in names[..^1])
        {
            if (target[name] is not JsonObject inner)
                target[name] = inner = [];
            target = inner;
        }
        target[names[^1]] = value;
    }

    private void AddShared()
    {
        Add("--rpm", "limits.requestsPerMinute", "Requests in any 60 s.", WholeNumber, value => value);
        Add("--slots", "limits.slots", "Pieces of upstream work at once.", WholeNumber, value => value);
        Add("--sockets", "limits.sockets", "Open TTS sockets at once.", WholeNumber, value => value);
        Add("--shadow", "limits.shadow", "Count and report what is over the limits, do not refuse it.", Flag, value => value);
        Add("--plan", "plan", "Plan whose limits hold for it in each limit group, see plans list.", Text, value => value);
        Add("--weight", "weight", "Share in the fair queue; 1 is usual.", Number, value => value);
        Add("--max-wait", "maxWaitSeconds", "Longest wait in the queue that callers may choose: 10s.", ParseWait, value => value);
        Add("--account", "account", "Upstream account that serves it. Default: the first one.", Text, value => value);
        AddList("--tag", "tags", "Label for grouping usage.");
        AddBudgets();
    }

    private void Add<T>(string name, string path, string description, Func<ArgumentResult, T> parse, Func<T, JsonNode?> write)
    {
        var option = new Option<T>(name) { Description = description, CustomParser = parse };
        if (typeof(T) == typeof(bool))
            option.Arity = ArgumentArity.ZeroOrOne;
        _options.Add((option, (parsed, patch) => Set(patch, path, write(parsed.GetValue(option)!))));
    }

    private void AddList(string name, string path, string description)
    {
        var option = new Option<string[]>(name) { Description = description + " May be repeated, or a list with commas.", AllowMultipleArgumentsPerToken = false };
        _options.Add((option, (parsed, patch) =>
        {
            var entries = parsed.GetValue(option)!.SelectMany(text => text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
            patch[path] = new JsonArray([.. entries.Select(entry => JsonValue.Create(entry))]);
        }
        ));
    }

    private void AddBudgets()
    {
        var option = new Option<Budget[]>("--budget")
        {
            Description = "What may be spent: characters/month=1000000, with a warning tokens/day=50000,40000. May be repeated.",
            CustomParser = result => [.. result.Tokens.Select(token => BudgetText.Parse(token.Value) ?? Fail<Budget>(result, BudgetText.Message)!)],
        };
        _options.Add((option, (parsed, patch) => patch["budgets"] = new JsonArray([.. parsed.GetValue(option)!.Select(Node)])));

        static JsonObject Node(Budget budget) =>
            System.Text.Json.JsonSerializer.SerializeToNode(budget, Admin.AdminJson.Budget)!.AsObject();
    }

    private static string ParseExpiry(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (DurationText.Parse(text) is { } duration)
            return Stamp(TimeProvider.System.GetUtcNow() + duration);
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var moment)
            ? Stamp(moment)
            : Fail<string>(result, "An end is a date (2027-01-31), a moment (2027-01-31T12:00:00Z) or a duration from now on (24h, 30d).")!;

        static string Stamp(DateTimeOffset moment) => moment.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
    }

    private static double ParseWait(ArgumentResult result) =>
        DurationText.Parse(result.Tokens[0].Value)?.TotalSeconds ?? Fail<double>(result, DurationText.Message);

    private static int WholeNumber(ArgumentResult result) =>
        int.TryParse(result.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : Fail<int>(result, "A limit is a whole number.");

    private static double Number(ArgumentResult result) =>
        double.TryParse(result.Tokens[0].Value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number : Fail<double>(result, "A weight is a number.");

    private static bool Flag(ArgumentResult result) =>
        result.Tokens.Count == 0 || (bool.TryParse(result.Tokens[0].Value, out var value) ? value : Fail<bool>(result, "It is true or false."));

    private static string Text(ArgumentResult result) => result.Tokens[0].Value;

    private static T? Fail<T>(ArgumentResult result, string message)
    {
        result.AddError(message);
        return default;
    }
}
