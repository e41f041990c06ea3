using System.CommandLine;
using System.Globalization;
using Gateway.Admin;
using Gateway.Admin.Documents;

namespace Gateway.Cli;

/// <summary>The verbs <c>audit …</c>.</summary>
internal static class AuditCommand
{
    /// <summary>The verbs; <paramref name="config"/> names the settings file.</summary>
    public static Command Create(Option<FileInfo?> config)
    {
        var verb = new AdminVerb(config);
        return new("audit", "The audit log: who changed what, when, from where.") { ListVerb(verb), VerifyVerb(verb) };
    }

    private static Command ListVerb(AdminVerb verb)
    {
        var subject = new Option<string?>("--subject") { Description = "Only changes of one key, team or plan." };
        var count = new Option<int>("--count") { Description = "How many, from the newest back, 1 to 1000.", DefaultValueFactory = _ => 50 };
        return verb.Add(new Command("list", "List changes from the newest back.") { subject, count }, async context =>
        {
            var page = new PageRequest(null, Math.Clamp(context.Parsed.GetValue(count), 1, PageRequest.MaxLimit));
            return await context.PrintAsync(
                await context.Connection.Audit.ListAsync(context.Parsed.GetValue(subject), page, context.CancellationToken), AdminJson.AuditPage, WriteList);
        });
    }

    private static Command VerifyVerb(AdminVerb verb)
    {
        var head = new Option<string?>("--head") { Description = "A head that an earlier run printed; finds entries that were cut off since." };
        return verb.Add(new Command("verify", "Compute the hash chain of the whole log anew. Exit code 1: it was tampered with.") { head }, async context =>
        {
            var verified = await context.Connection.Audit.VerifyAsync(context.Parsed.GetValue(head), context.CancellationToken);
            var code = await context.PrintAsync(verified, AdminJson.AuditVerification, Write);
            return verified.Value is { Whole: false } ? ExitCode.Failed : code;
        });
    }

    private static void Write(AuditVerification verification, TextWriter output)
    {
        output.WriteLine(verification.Message);
        output.WriteLine($"head  {verification.Head}");
    }

    private static void WriteList(Page<AuditDocument> entries, TextWriter output) => TextTable.Write(
        output,
        ["NO", "AT", "ACTOR", "FROM", "ACTION", "SUBJECT"],
        entries.Items.Select(entry => new[]
        {
            entry.Sequence.ToString(CultureInfo.InvariantCulture), entry.At.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture),
            entry.Actor, entry.Source, entry.Action, entry.Subject,
        }));
}
