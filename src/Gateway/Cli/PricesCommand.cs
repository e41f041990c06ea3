using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Gateway.Admin;
using Gateway.Admin.Declarations;
using Gateway.Admin.Documents;
using Gateway.Policies.Keys;
using Gateway.Policies.Usage;

namespace Gateway.Cli;

/// <summary>The verbs <c>prices …</c>.</summary>
internal static class PricesCommand
{
    /// <summary>The verbs; <paramref name="config"/> names the settings file.</summary>
    public static Command Create(Option<FileInfo?> config)
    {
        var verb = new AdminVerb(config);
        return new("prices", "The price book: what work costs, from which day on.")
        {
            verb.Add(new("show", "Show the price book."), async context =>
                await context.PrintAsync(await context.Connection.Plans.GetPricesAsync(context.CancellationToken), AdminJson.PriceBookDocument, Write)),
            SetVerb(verb),
        };
    }

    private static Command SetVerb(AdminVerb verb)
    {
        var file = new Option<FileInfo>("--file", "-f") { Description = "YAML or JSON, as prices show --output json prints it; - reads standard input.", Required = true };
        return verb.Add(new Command("set", "Replace the price book whole; costs that were recorded stay as they are.") { file }, async context =>
        {
            var source = context.Parsed.GetValue(file)!;
            if (source.Name != "-" && !source.Exists)
            {
                await context.Error.WriteLineAsync($"There is no file '{source.FullName}'.");
                return ExitCode.Usage;
            }
            var book = Read(source.Name == "-" ? await Console.In.ReadToEndAsync(context.CancellationToken) : await File.ReadAllTextAsync(source.FullName, context.CancellationToken));
            if (!book.Succeeded)
                return await context.FailAsync(book.Fault);
            return await context.PrintAsync(
                await context.Connection.Plans.PutPricesAsync(book.Value, context.Connection.Call, context.CancellationToken), AdminJson.PriceBookDocument, Write);
        });
    }

    private static AdminResult<PriceBook> Read(string text)
    {
        try
        {
            var book = YamlText.Read(text) ?? new JsonObject();
            // What a book says of itself when it is shown is not set by whoever puts it back.
            foreach (var name in (string[])["updatedAt", "version"])
                (book as JsonObject)?.Remove(name);
            return SettingsPatch.Read(book, AdminJson.PriceBook);
        }
        catch (JsonException exception)
        {
            return AdminFault.Invalid(new SettingsFault("", exception.Message));
        }
    }

    private static void Write(PriceBookDocument book, TextWriter output) => TextTable.Write(
        output,
        ["UNIT", "AMOUNT", "PER", "MODEL", "SCOPE", "FROM"],
        book.Prices.Select(price => new[]
        {
            JsonNamingPolicy.CamelCase.ConvertName(price.Unit.ToString()), string.Create(CultureInfo.InvariantCulture, $"{price.Amount} {book.Currency}"),
            price.Per.ToString(CultureInfo.InvariantCulture), price.Model ?? "any", price.Scope ?? "any",
            price.From?.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "always",
        }));
}
