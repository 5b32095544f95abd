using System.Reflection;
using MedSsl.Contracts.Ingestion;
using MedSsl.Testing;
using Xunit;

namespace MedSsl.Unit.Tests.Contracts;

/// <summary>Codes are part of the contract: consumers and people at night rely on them.</summary>
public sealed class RejectionReasonsTests
{
    private static readonly string[] Codes =
    [
        .. typeof(RejectionReasons).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (string)field.GetRawConstantValue()!).Order(StringComparer.Ordinal),
    ];

    [Fact]
    public void Codes_that_were_published_stay() =>
        Assert.Superset(
            new HashSet<string>
            {
                "burned-in-annotation", "conflicting-content", "identifier-survived", "malformed", "missing-attribute", "no-pixel-data", "not-dicom", "too-large",
                "unreadable-file", "unsupported-pixels", "unsupported-transfer-syntax",
            },
            Codes.ToHashSet());

    [Fact]
    public void Codes_are_explained_to_operators()
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "operations.md"));
        Assert.All(Codes, code => Assert.Contains($"`{code}`", page, StringComparison.Ordinal));
    }
}
