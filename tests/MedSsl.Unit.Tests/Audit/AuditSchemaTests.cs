using System.Reflection;
using System.Xml.Linq;
using MedSsl.Audit.Messages;
using Xunit;

namespace MedSsl.Unit.Tests.Audit;

public sealed class AuditSchemaTests
{
    public static TheoryData<string> Kinds => [.. AuditSamples.All.Select(sample => sample.Name)];

    [Fact]
    public void Samples_are_of_every_kind_of_event_that_we_write() =>
        Assert.Equal(
            typeof(AuditEvents).GetMethods(BindingFlags.Public | BindingFlags.Static).Where(method => method.ReturnType == typeof(AuditEvent)).Select(method => method.Name).Order(StringComparer.Ordinal),
            AuditSamples.All.Select(sample => sample.Kind).Distinct().Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Violations_of_what_we_write_are_none(string name)
    {
        var sample = AuditSamples.All.Single(sample => sample.Name == name);
        Assert.Empty(AuditSchema.Violations(AuditXml.Write(sample.Event, new AuditSource("gate"))));
        Assert.Empty(AuditSchema.Violations(AuditXml.Write(sample.Event, new AuditSource("gate", "north"))));
    }

    /// <summary>A check that finds nothing wrong must be one that would: each of these changes to a message that is right makes it wrong.</summary>
    public static TheoryData<string, Action<XElement>> Damages => new()
    {
        { "no time of the event", message => At(message, "EventIdentification").SetAttributeValue("EventDateTime", null) },
        { "a time without its zone", message => At(message, "EventIdentification").SetAttributeValue("EventDateTime", "2026-01-02T01:04:05") },
        { "an outcome that does not exist", message => At(message, "EventIdentification").SetAttributeValue("EventOutcomeIndicator", "1") },
        { "an action that does not exist", message => At(message, "EventIdentification").SetAttributeValue("EventActionCode", "X") },
        { "no event", message => At(message, "EventIdentification").Remove() },
        { "no code of the event", message => At(message, "EventIdentification", "EventID").Remove() },
        { "a code without its system", message => At(message, "EventIdentification", "EventID").SetAttributeValue("codeSystemName", null) },
        { "a code without its meaning", message => At(message, "EventIdentification", "EventID").SetAttributeValue("originalText", null) },
        { "a code as RFC 3881 writes it", message => { At(message, "EventIdentification", "EventID").SetAttributeValue("csd-code", null); At(message, "EventIdentification", "EventID").SetAttributeValue("code", "110107"); } },
        { "no participant", message => message.Elements("ActiveParticipant").Remove() },
        { "a participant without a name", message => At(message, "ActiveParticipant").SetAttributeValue("UserID", "") },
        { "nothing about who began it", message => At(message, "ActiveParticipant").SetAttributeValue("UserIsRequestor", null) },
        { "two who began it", message => message.Elements("ActiveParticipant").ToList().ForEach(participant => participant.SetAttributeValue("UserIsRequestor", "true")) },
        { "an address without a type", message => At(message, "ActiveParticipant").SetAttributeValue("NetworkAccessPointTypeCode", null) },
        { "a medium without a type", message => message.Descendants("MediaIdentifier").Remove() },
        { "the medium before the role", message => { var medium = message.Descendants("MediaIdentifier").Single(); var parent = medium.Parent!; medium.Remove(); parent.AddFirst(medium); } },
        { "no source", message => At(message, "AuditSourceIdentification").Remove() },
        { "the source before the participants", message => { var source = At(message, "AuditSourceIdentification"); source.Remove(); At(message, "EventIdentification").AddAfterSelf(source); } },
        { "a source without a name", message => At(message, "AuditSourceIdentification").SetAttributeValue("AuditSourceID", null) },
        { "an object without an identifier", message => At(message, "ParticipantObjectIdentification").SetAttributeValue("ParticipantObjectID", null) },
        { "an object without a kind of identifier", message => At(message, "ParticipantObjectIdentification", "ParticipantObjectIDTypeCode").Remove() },
        { "an object without a name", message => At(message, "ParticipantObjectIdentification", "ParticipantObjectName").Remove() },
        { "a detail in plain text", message => message.Descendants("ParticipantObjectDetail").First().SetAttributeValue("value", "lung!") },
        { "a number of instances that is none", message => message.Descendants("SOPClass").First().SetAttributeValue("NumberOfInstances", "many") },
        { "a study without SOP classes", message => message.Descendants("SOPClass").Remove() },
        { "a description beside its element", message => At(message, "ParticipantObjectIdentification").Add(new XElement("SOPClass", new XAttribute("NumberOfInstances", 1))) },
        { "something that the standard does not know", message => message.Add(new XElement("Remark")) },
    };

    [Theory]
    [MemberData(nameof(Damages), DisableDiscoveryEnumeration = true)]
    public void Violations_of_a_damaged_message_are_found(string damage, Action<XElement> inflict)
    {
        var message = XElement.Parse(AuditXml.Write(AuditSamples.All.First(sample => sample.Kind == nameof(AuditEvents.Import)).Event, new AuditSource("gate")));
        inflict(message);
        Assert.False(AuditSchema.Violations(message.ToString()).Count == 0, damage);
    }

    private static XElement At(XElement message, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            message = message.Element(name)!;
        }

        return message;
    }
}
