using System.Globalization;
using System.Net;

namespace MedSsl.Evaluation.Report;

/// <summary>A piece of finished HTML.</summary>
internal readonly record struct Html(string Value)
{
    public static Html Empty { get; } = new("");

    /// <summary>
    /// Finished HTML from a template: every argument that is not <see cref="Html"/> itself is escaped, so that a name from a message can never
    /// become markup. Numbers are written in the invariant culture.
    /// </summary>
    public static Html Of(FormattableString template) => new(string.Format(Escaping.Instance, template.Format, template.GetArguments()));

    public static Html Join(IEnumerable<Html> pieces) => new(string.Concat(pieces.Select(piece => piece.Value)));

    public override string ToString() => Value;

    private sealed class Escaping : IFormatProvider, ICustomFormatter
    {
        public static Escaping Instance { get; } = new();

        public object? GetFormat(Type? formatType) => formatType == typeof(ICustomFormatter) ? this : null;

        public string Format(string? format, object? arg, IFormatProvider? formatProvider) => arg switch
        {
            null => "",
            Html html => html.Value,
            IFormattable number => WebUtility.HtmlEncode(number.ToString(format, CultureInfo.InvariantCulture)),
            _ => WebUtility.HtmlEncode(arg.ToString() ?? ""),
        };
    }
}
