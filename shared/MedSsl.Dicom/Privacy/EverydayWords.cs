using System.Collections.Frozen;

namespace MedSsl.Dicom.Privacy;

/// <summary>
/// Words in the names of many institutions, departments and streets, which identify none. "General Hospital, Medical Imaging" must not cost every
/// image the name of its manufacturer, "Medical Systems".
/// </summary>
internal static class EverydayWords
{
    private static readonly FrozenSet<string> Words = new[]
    {
        "ACADEMIC", "AVENUE", "CENTER", "CENTRAL", "CENTRE", "CENTRO", "CHEST", "CLINIC", "CLINICAL", "CLINICS", "COLLEGE", "COMMUNITY", "DEPARTMENT",
        "DEPT", "DIAGNOSTIC", "DIAGNOSTICS", "DIGITAL", "ELECTRIC", "EMERGENCY", "FLOOR", "GENERAL", "GROUP", "HEALTH", "HEALTHCARE", "HOPITAL", "HOSPITAL",
        "HOUSE", "IMAGE", "IMAGES", "IMAGING", "INSTITUT", "INSTITUTE", "INTERNATIONAL", "KLINIK", "KLINIKUM", "MEDICAL", "MEDICINE", "NATIONAL", "NORTH",
        "NUCLEAR", "ONCOLOGY", "RADIOLOGIE", "RADIOLOGY", "REGIONAL", "RESEARCH", "ROOM", "SCHOOL", "SERVICE", "SERVICES", "SOUTH", "STREET", "SYSTEM",
        "SYSTEMS", "TECHNOLOGY", "TEST", "TRUST", "ULTRASOUND", "UNIT", "UNIVERSITY", "WEST", "XRAY",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    public static bool Contains(string word) => Words.Contains(word);
}
