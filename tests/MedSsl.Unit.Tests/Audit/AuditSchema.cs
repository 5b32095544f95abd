using System.Xml;
using System.Xml.Linq;
using System.Xml.Schema;
using MedSsl.Testing;

namespace MedSsl.Unit.Tests.Audit;

/// <summary>What PS3.15 asks of every audit message: the structure of A.5.1.1, and the rules of A.5.2 that no structure can state.</summary>
internal static class AuditSchema
{
    private const string Study = "110180";
    private const string SourceMedia = "110155";
    private const string DestinationMedia = "110154";

    private static readonly XmlSchemaSet Schema = Read();

    /// <summary>What is wrong with a message; empty where nothing is.</summary>
    public static IReadOnlyList<string> Violations(string message)
    {
        var violations = new List<string>();
        var document = XDocument.Parse(message);
        document.Validate(Schema, (_, problem) => violations.Add(problem.Message));
        return violations.Count > 0 ? violations : [.. Rules(document.Root!)];
    }

    private static IEnumerable<string> Rules(XElement message)
    {
        var participants = message.Elements("ActiveParticipant").ToList();
        if (participants.Count(participant => (bool)participant.Attribute("UserIsRequestor")!) > 1)
        {
            yield return "A.5.2: more than one participant is the requestor";
        }

        if (participants.Any(participant => participant.Attribute("NetworkAccessPointID") is null != participant.Attribute("NetworkAccessPointTypeCode") is null))
        {
            yield return "A.5.2.4: an access point of the network has an identifier and a type, or neither";
        }

        if (participants.Any(participant => (Code(participant.Element("RoleIDCode")) is SourceMedia or DestinationMedia) != participant.Element("MediaIdentifier") is not null))
        {
            yield return "A.5.3.4, A.5.3.5: a medium has a media type, and nothing else has";
        }

        // Table A.5.2-1: a study with any of the optional fields of a description names its SOP classes.
        if (message.Elements("ParticipantObjectIdentification").Any(subject =>
            Code(subject.Element("ParticipantObjectIDTypeCode")) == Study && subject.Element("ParticipantObjectDescription") is { HasElements: true } description && description.Element("SOPClass") is null))
        {
            yield return "A.5.2: a study with a description names no SOP class";
        }
    }

    private static string? Code(XElement? code) => code?.Attribute("csd-code")?.Value;

    private static XmlSchemaSet Read()
    {
        var schema = new XmlSchemaSet();
        using var reader = XmlReader.Create(Path.Combine(Repository.Root, "tests", "golden", "audit", "audit-message.xsd"));
        schema.Add(null, reader);
        schema.Compile();
        return schema;
    }
}
