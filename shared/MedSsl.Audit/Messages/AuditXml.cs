using System.Globalization;
using System.Net;
using System.Text;
using System.Xml;

namespace MedSsl.Audit.Messages;

/// <summary>
/// An event as AuditMessage of PS3.15 A.5.1, on one line. Elements stand in the order that the schema wants. Texts come partly from outside: characters
/// that XML or a log of lines cannot hold become <c>?</c>, and long ones are cut, so that a message stays below the 32 kB that collectors must take.
/// </summary>
public static class AuditXml
{
    /// <summary>Characters of one text.</summary>
    public const int MaxText = 512;

    /// <summary>SOP classes that a study of one message may have.</summary>
    public const int MaxSopClasses = 64;

    private const string ApplicationServer = "4"; // Audit Source Type Code
    private const string Declaration = """<?xml version="1.0" encoding="UTF-8"?>""";

    /// <summary>The message.</summary>
    /// <param name="audited">The event.</param>
    /// <param name="source">Who reports it.</param>
    public static string Write(AuditEvent audited, AuditSource source)
    {
        ArgumentNullException.ThrowIfNull(audited);
        ArgumentNullException.ThrowIfNull(source);
        var text = new StringBuilder();
        using (var xml = XmlWriter.Create(text, new XmlWriterSettings { OmitXmlDeclaration = true }))
        {
            xml.WriteStartElement("AuditMessage");
            WriteEvent(xml, audited);
            foreach (var participant in audited.Participants)
            {
                WriteParticipant(xml, participant);
            }

            WriteSource(xml, source);
            foreach (var subject in audited.Objects)
            {
                WriteObject(xml, subject);
            }

            xml.WriteEndElement();
        }

        return Declaration + text;
    }

    private static void WriteEvent(XmlWriter xml, AuditEvent audited)
    {
        xml.WriteStartElement("EventIdentification");
        xml.WriteAttributeString("EventActionCode", audited.Action.ToString()[..1]);
        xml.WriteAttributeString("EventDateTime", audited.At.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
        xml.WriteAttributeString("EventOutcomeIndicator", Number((int)audited.Outcome));
        WriteCode(xml, "EventID", audited.EventId);
        if (audited.EventType is { } type)
        {
            WriteCode(xml, "EventTypeCode", type);
        }

        if (audited.OutcomeDescription is { } description)
        {
            xml.WriteElementString("EventOutcomeDescription", Clean(description));
        }

        xml.WriteEndElement();
    }

    private static void WriteParticipant(XmlWriter xml, AuditParticipant participant)
    {
        xml.WriteStartElement("ActiveParticipant");
        xml.WriteAttributeString("UserID", Clean(participant.UserId));
        if (participant.AeTitle is { } title)
        {
            xml.WriteAttributeString("AlternativeUserID", "AETITLES=" + Clean(title));
        }

        xml.WriteAttributeString("UserIsRequestor", Boolean(participant.IsRequestor));
        if (participant.NetworkAddress is { Length: > 0 } address)
        {
            xml.WriteAttributeString("NetworkAccessPointID", Clean(address));
            xml.WriteAttributeString("NetworkAccessPointTypeCode", IPAddress.TryParse(address, out _) ? "2" : "1");
        }

        WriteCode(xml, "RoleIDCode", participant.Role);
        if (participant.MediaType is { } media)
        {
            xml.WriteStartElement("MediaIdentifier");
            WriteCode(xml, "MediaType", media);
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    private static void WriteSource(XmlWriter xml, AuditSource source)
    {
        xml.WriteStartElement("AuditSourceIdentification");
        if (source.EnterpriseSite.Length > 0)
        {
            xml.WriteAttributeString("AuditEnterpriseSiteID", Clean(source.EnterpriseSite));
        }

        xml.WriteAttributeString("AuditSourceID", Clean(source.Id));
        xml.WriteStartElement("AuditSourceTypeCode");
        xml.WriteAttributeString("csd-code", ApplicationServer);
        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    private static void WriteObject(XmlWriter xml, AuditObject subject)
    {
        xml.WriteStartElement("ParticipantObjectIdentification");
        xml.WriteAttributeString("ParticipantObjectID", Clean(subject.Id));
        xml.WriteAttributeString("ParticipantObjectTypeCode", Number(subject.TypeCode));
        xml.WriteAttributeString("ParticipantObjectTypeCodeRole", Number(subject.Role));
        WriteCode(xml, "ParticipantObjectIDTypeCode", subject.IdType);
        xml.WriteElementString("ParticipantObjectName", Clean(subject.Name));
        foreach (var (type, value) in subject.Details)
        {
            xml.WriteStartElement("ParticipantObjectDetail");
            xml.WriteAttributeString("type", Clean(type));
            xml.WriteAttributeString("value", Convert.ToBase64String(Encoding.UTF8.GetBytes(Clean(value))));
            xml.WriteEndElement();
        }

        if (subject.SopClasses.Count > 0 || subject.IsDeIdentified is not null)
        {
            WriteDescription(xml, subject);
        }

        xml.WriteEndElement();
    }

    private static void WriteDescription(XmlWriter xml, AuditObject subject)
    {
        xml.WriteStartElement("ParticipantObjectDescription");
        foreach (var (uid, instances) in subject.SopClasses.Take(MaxSopClasses))
        {
            xml.WriteStartElement("SOPClass");
            xml.WriteAttributeString("UID", Clean(uid));
            xml.WriteAttributeString("NumberOfInstances", Number(instances));
            xml.WriteEndElement();
        }

        if (subject.IsDeIdentified is { } deIdentified)
        {
            xml.WriteElementString("Anonymized", Boolean(deIdentified));
        }

        xml.WriteEndElement();
    }

    private static void WriteCode(XmlWriter xml, string element, CodedValue code)
    {
        xml.WriteStartElement(element);
        xml.WriteAttributeString("csd-code", code.Code);
        xml.WriteAttributeString("codeSystemName", code.System);
        xml.WriteAttributeString("originalText", code.Meaning);
        xml.WriteEndElement();
    }

    private static string Clean(string text)
    {
        var cut = text.Length > MaxText ? text.AsSpan(0, MaxText) : text.AsSpan();
        var clean = new StringBuilder(cut.Length);
        foreach (var character in cut)
        {
            clean.Append(char.IsControl(character) || char.IsSurrogate(character) || !XmlConvert.IsXmlChar(character) || character is '\u2028' or '\u2029' ? '?' : character);
        }

        return clean.ToString();
    }

    private static string Boolean(bool value) => value ? "true" : "false";

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
