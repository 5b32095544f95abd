using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using MedSsl.Coordination;
using MedSsl.Dicom.Codecs;
using MedSsl.Evaluation;
using MedSsl.Hosting;
using MedSsl.Ingestion;
using MedSsl.Ingestion.Audit;
using MedSsl.Ingestion.Drop;
using MedSsl.Ingestion.Network;
using MedSsl.Ingestion.Web;
using MedSsl.Messaging;
using MedSsl.Normalization;
using MedSsl.ObjectStorage;
using MedSsl.Sharding;
using MedSsl.Sharding.Withdrawal;
using MedSsl.Testing;
using MedSsl.Training;

namespace MedSsl.EndToEnd.Tests;

/// <summary>
/// Writes docs/configuration.md from the options classes and their documentation comments. Where the page differs the test rewrites it and
/// fails: commit the page.
/// </summary>
public sealed partial class ConfigurationDocTests
{
    private const string Page = "docs/configuration.md";

    private static readonly Type[] Options =
    [
        typeof(HostingOptions), typeof(MessagingOptions), typeof(ObjectStorageOptions), typeof(CoordinationOptions), typeof(IngestionOptions),
        typeof(DeIdentificationOptions), typeof(AuditOptions), typeof(DropOptions), typeof(DicomOptions), typeof(DicomWebOptions), typeof(NormalizationOptions), typeof(ShardingOptions), typeof(WithdrawalOptions), typeof(TrainingOptions), typeof(EvaluationOptions), typeof(CodecOptions),
    ];

    [Fact]
    public async Task When_options_change_Should_document_every_key()
    {
        var path = Path.Combine(Repository.Root, Page);
        var expected = Render();
        if (!File.Exists(path) || await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken) != expected)
        {
            await File.WriteAllTextAsync(path, expected, TestContext.Current.CancellationToken);
            Assert.Fail($"{Page} did not say what the options say; it is written anew, commit it.");
        }
    }

    [Fact]
    public void When_a_library_has_options_Should_be_on_the_page()
    {
        var all = Options.Select(type => type.Assembly).Distinct().SelectMany(assembly => assembly.GetTypes()).Where(type => Section(type) is not null);

        Assert.Equal(all.Select(type => type.Name).Order(StringComparer.Ordinal), Options.Select(type => type.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void When_a_page_names_a_key_Should_be_a_key()
    {
        var known = Options.SelectMany(type => Keys(type).Select(property => $"{Section(type)}:{property.Name}")).ToHashSet(StringComparer.Ordinal);
        foreach (var page in DocumentationText.Pages)
        {
            foreach (var code in DocumentationText.Code(DocumentationText.Read(page)))
            {
                var named = Key().Matches(code).Select(match => $"{match.Groups["section"].Value.Replace("__", ":", StringComparison.Ordinal)}:{match.Groups["key"].Value}").Where(key => key != "Section:Key");
                Assert.All(named, key => Assert.True(known.Contains(key), $"{page} names {key}, which is no key of the configuration"));
            }
        }
    }

    private static string Render()
    {
        var page = new StringBuilder(
            """
            # Configuration

            Written by `ConfigurationDocTests` from the options classes; do not edit by hand.

            A value comes from `appsettings.json` beside the program, then from the environment, then from the command line; the last one counts.
            `Section:Key` is the name in files and on the command line (`medssl VERB --set Section:Key=value`; a host takes `--Section:Key=value`),
            `MEDSSL_Section__Key` the name in the environment; entries of a list are `MEDSSL_Section__Key__0`, `__1` and so on. Durations are
            `hh:mm:ss`, days in front with a dot (`1.00:00:00`). A value that is not allowed stops the start with exit code 78 and a message that
            names it.

            Every process reads `Hosting`, `Bus`, `ObjectStorage` and `Coordination`; the other sections belong to the service of that name,
            `Codecs` to ingestion and normalization.
            Processes of one platform must agree on `Bus`, `ObjectStorage`, `Coordination` and on the site key of `Ingestion`.

            """);
        foreach (var type in Options)
        {
            var comments = Comments(type);
            page.Append(CultureInfo.InvariantCulture, $"\n## {Section(type)}\n\n{comments[type.Name]}\n\n| key, environment | type | default | allowed | meaning |\n|---|---|---|---|---|\n");
            var defaults = Activator.CreateInstance(type)!;
            foreach (var property in Keys(type))
            {
                page.Append(CultureInfo.InvariantCulture,
                    $"| `{Section(type)}:{property.Name}`<br>`MEDSSL_{Section(type)!.Replace(":", "__", StringComparison.Ordinal)}__{property.Name}` | {TypeName(property.PropertyType)} | {Default(property.GetValue(defaults))} | {Allowed(property)} | {comments[property.Name]} |\n");
            }
        }

        return page.ToString();
    }

    private static string? Section(Type type) => type.GetField("SectionName", BindingFlags.Public | BindingFlags.Static)?.GetRawConstantValue() as string;

    private static IEnumerable<PropertyInfo> Keys(Type type) => type.GetProperties().Where(property => property.SetMethod is { IsPublic: true });

    private static string TypeName(Type type) =>
        type == typeof(string) ? "text"
        : type == typeof(bool) ? "true or false"
        : type == typeof(TimeSpan) ? "duration"
        : type == typeof(TimeSpan[]) ? "list of durations"
        : type == typeof(int) || type == typeof(long) ? "whole number"
        : type == typeof(double) ? "number"
        : throw new NotSupportedException($"say how the page calls a {type.Name}");

    private static string Default(object? value) => value switch
    {
        null or "" or Array { Length: 0 } => "empty",
        true => "`true`",
        false => "`false`",
        // The page must not depend on the machine that writes it.
        string text when text.StartsWith(Path.GetTempPath(), StringComparison.Ordinal) => $"`{text[Path.GetTempPath().Length..]}` in the system's temporary folder",
        TimeSpan duration => $"`{duration:c}`",
        _ => $"`{Convert.ToString(value, CultureInfo.InvariantCulture)}`",
    };

    private static string Allowed(PropertyInfo property)
    {
        if (property.GetCustomAttribute<AllowedValuesAttribute>() is { } values)
        {
            return string.Join(", ", values.Values.Select(value => $"`{value}`"));
        }

        if (property.GetCustomAttribute<RangeAttribute>() is { } range)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{range.Minimum} to {range.Maximum}");
        }

        return property.GetCustomAttribute<RegularExpressionAttribute>() is { } expression ? $"`{expression.Pattern}`"
            : property.GetCustomAttribute<RequiredAttribute>() is null ? "" : "not empty";
    }

    /// <summary>Summaries in the source of a type, by the name of what they stand above, as one line of Markdown each.</summary>
    private static Dictionary<string, string> Comments(Type type)
    {
        var file = Directory.EnumerateFiles(Path.Combine(Repository.Root, "shared"), type.Name + ".cs", SearchOption.AllDirectories)
            .Concat(Directory.EnumerateFiles(Path.Combine(Repository.Root, "services"), type.Name + ".cs", SearchOption.AllDirectories)).Single();
        return Documented().Matches(File.ReadAllText(file)).ToDictionary(match => match.Groups["name"].Value, match => Markdown(match.Groups["comment"].Value), StringComparer.Ordinal);
    }

    private static string Markdown(string comment)
    {
        var summary = XElement.Parse($"<doc>{CommentMark().Replace(comment, "")}</doc>").Element("summary")!;
        var text = string.Concat(summary.Nodes().Select(node => node switch
        {
            XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
            XElement { Name.LocalName: "see" } see => $"`{see.Attribute("cref")!.Value}`",
            XText plain => plain.Value,
            _ => throw new NotSupportedException($"say how the page writes {node}"),
        }));
        return Blank().Replace(text, " ").Trim().Replace("|", "\\|", StringComparison.Ordinal);
    }

    [GeneratedRegex(@"(?<comment>(?:^ *///.*\n)+)(?: *\[(?:.|\n)*?\]\n)* *public (?:sealed class|[\w\[\]]+) (?<name>\w+)(?= \{ get; set; \}| : |\n)", RegexOptions.Multiline)]
    private static partial Regex Documented();

    [GeneratedRegex(@"^ */// ?", RegexOptions.Multiline)]
    private static partial Regex CommentMark();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blank();

    /// <summary>A key of a known section; of two sections that begin alike, the longer one.</summary>
    private static Regex Key()
    {
        var sections = Options.Select(type => Section(type)!).SelectMany(section => new[] { section, section.Replace(":", "__", StringComparison.Ordinal) }).Distinct();
        return new Regex($@"(?:^|[\s(]|--|MEDSSL_)(?<section>{string.Join('|', sections.OrderByDescending(section => section.Length))})(?::|__)(?<key>[A-Z]\w*?)(?=__|[^\w]|$)");
    }
}
